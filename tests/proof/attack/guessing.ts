import { newIdentity, type Serving } from '../serving.ts';
import { Caller } from './caller.ts';

/** Accounts whose passwords are guessed. */
export const guessedAccounts = ['guessed', ...Array.from({ length: 50 }, (_, index) => `guessed-${index}`)];

/** More than the server lets wait. */
const atOnce = 200;

/**
 * Guesses passwords: a third for one account, a third for many accounts that exist or do not, a third for one account from many
 * addresses.
 *
 * @returns how often which status was the answer
 */
export async function guess(
  serving: Serving,
  attempts: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, number>> {
  const caller = new Caller(serving.port, await newIdentity());
  const statuses = new Map<number, number>();
  const kinds: readonly ((attempt: number) => Promise<{ status: number }>)[] = [
    () => caller.login('guessed', 'wrong'),
    (attempt) =>
      caller.login(
        attempt % 2 === 0 ? String(guessedAccounts[attempt % guessedAccounts.length]) : `nobody-${attempt}`,
        'wrong',
      ),
    (attempt) =>
      caller.login('guessed', 'wrong', { localAddress: `127.0.${attempt % 4}.${2 + (attempt % 250)}` }),
  ];
  let next = 0;
  const guesser = async (): Promise<void> => {
    for (let attempt = next++; attempt < attempts && !signal.aborted; attempt = next++) {
      const answer = await kinds[attempt % kinds.length]?.(attempt);
      const status = answer?.status ?? 0;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, guesser));
  caller.close();
  return statuses;
}
