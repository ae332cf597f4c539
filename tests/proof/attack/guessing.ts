import { lockAfter } from '../../../src/server/loginRecords.ts';
import { newIdentity, type Serving } from '../serving.ts';
import { Caller } from './caller.ts';

const manyAccounts = Array.from({ length: 50 }, (_, index) => `guessed-${index}`);

/** Accounts whose passwords are guessed. */
export const guessedAccounts = ['guessed', 'everywhere', ...manyAccounts];

/** More than the server lets wait. */
const atOnce = 100;

interface Target {
  readonly username: string;
  readonly localAddress: string;
}

interface Way {
  readonly what: string;
  /** Of all guesses. */
  readonly share: number;
  readonly targetOf: (guess: number) => Target;
}

const home = '127.0.0.1';
const ways: readonly Way[] = [
  { what: 'one account', share: 0.25, targetOf: () => ({ username: 'guessed', localAddress: home }) },
  {
    what: 'many accounts',
    share: 0.3,
    targetOf: (guess) => ({
      username: String(manyAccounts[guess % manyAccounts.length]),
      localAddress: home,
    }),
  },
  {
    what: 'one account from many addresses',
    share: 0.35,
    targetOf: (guess) => ({ username: 'everywhere', localAddress: `127.0.1.${1 + (guess % 100)}` }),
  },
  // Each costs the server as much as a check can, and no lock-out ever comes.
  {
    what: 'accounts that nobody has',
    share: 0.1,
    targetOf: (guess) => ({ username: `nobody-${guess}`, localAddress: home }),
  },
];

export interface Guessing {
  readonly figures: Readonly<Record<string, string>>;
  readonly failures: readonly string[];
}

/**
 * Guesses so many passwords in several ways. Of one account, from one address, no more may be checked than the lock-outs
 * allow, and the owner gets in from anywhere else.
 */
export async function guess(serving: Serving, guesses: number, signal: AbortSignal): Promise<Guessing> {
  const caller = new Caller(serving.port, await newIdentity());
  const figures: Record<string, string> = {};
  const failures: string[] = [];
  for (const { what, share, targetOf } of ways) {
    const statuses = new Map<number, number>();
    const checked = new Map<string, number>();
    const startedAt = performance.now();
    let next = 0;
    const guesser = async (): Promise<void> => {
      for (let index = next++; index < guesses * share && !signal.aborted; index = next++) {
        const { username, localAddress } = targetOf(index);
        const { status } = await caller.login(username, 'wrong', { localAddress });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const target = `${username} from ${localAddress}`;
        if (status === 401) checked.set(target, (checked.get(target) ?? 0) + 1);
        else if (status !== 429 && status !== 503)
          failures.push(`A wrong password for ${target} was answered with ${status}`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, guesser));
    if (signal.aborted) break;
    const milliseconds = performance.now() - startedAt;
    const allowed = checksWithin(milliseconds);
    for (const [target, count] of checked)
      if (count > allowed) failures.push(`${count} passwords were checked for ${target}`);
    if (what === 'one account') failures.push(...(await askAsOwner(caller)));
    const counts = [401, 429, 503].map((status) => statuses.get(status) ?? 0);
    figures[`${what}, checked / locked out / turned away`] =
      `${counts.join(' / ')} in ${(milliseconds / 1000).toFixed(1)} s`;
  }
  caller.close();
  return { figures, failures };
}

/** Where guesses come from even the right password has to wait, and nowhere else. */
async function askAsOwner(caller: Caller): Promise<string[]> {
  // The lock-out may be over by now; then this begins the next one.
  await caller.login('guessed', 'wrong', { localAddress: home });
  const here = await caller.login('guessed', undefined, { localAddress: home });
  const elsewhere = await caller.login('guessed', undefined, { localAddress: '127.0.2.1' });
  const statuses = `${here.status} and ${elsewhere.status}`;
  return statuses === '429 and 200'
    ? []
    : [`The owner, where guesses came from and elsewhere, was answered with ${statuses}`];
}

/** How many passwords of one account from one address the server checks in that time. */
function checksWithin(milliseconds: number): number {
  let failures = 0;
  for (let locked = 0; locked <= milliseconds; locked += lockAfter(failures)) failures += 1;
  return failures;
}
