import { z } from 'zod';
import { parseJson } from '../../common/parseJson.ts';
import { type Account, isSameAccount } from '../account.ts';

/** What can be remembered for an account; a password is never offered to another server, or for another name. */
export interface Secrets {
  readonly password: string;
  /** Where it is set apart from the password. */
  readonly passphrase?: string | undefined;
}

const content = z.object({
  version: z.literal(1),
  host: z.string(),
  port: z.number(),
  username: z.string(),
  password: z.string(),
  passphrase: z.string().optional(),
});

/** Secrets and the account they belong to as one text: so that no entry can be passed off as another one's. */
export function secretsToText({ host, port, username }: Account, { password, passphrase }: Secrets): string {
  return JSON.stringify({ version: 1, host, port, username, password, passphrase });
}

/** Null where the text is not that of this account. */
export function secretsFromText(account: Account, text: string): Secrets | null {
  const parsed = content.safeParse(parseJson(text));
  if (!parsed.success || !isSameAccount(parsed.data, account)) return null;
  const { password, passphrase } = parsed.data;
  return passphrase === undefined ? { password } : { password, passphrase };
}
