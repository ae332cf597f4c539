import { z } from 'zod';

/** Whose secrets they are. A password is never offered to another server, or for another name, than its own. */
export interface Account {
  readonly host: string;
  readonly port: number;
  readonly username: string;
}

/** What can be remembered for an account. */
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

export function isSameAccount(one: Account, other: Account): boolean {
  return one.host === other.host && one.port === other.port && one.username === other.username;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
