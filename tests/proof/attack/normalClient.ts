import { newIdentity, type Serving } from '../serving.ts';
import { Caller } from './caller.ts';

/** Of the account that goes about its business while others attack. */
export const normalAccount = 'normal';

export interface Business {
  /** Rounds of login, upload, list, download, delete and logout. */
  readonly rounds: number;
  readonly longestMilliseconds: number;
  readonly failures: readonly string[];
}

/** Does what a client does, on new connections all the time, as long as `attack` lasts, and once in any case. */
export async function whileUnder(serving: Serving, attack: Promise<unknown>): Promise<Business> {
  const caller = new Caller(serving.port, await newIdentity());
  const failures: string[] = [];
  let rounds = 0;
  let longestMilliseconds = 0;
  let isOver = false;
  const over = attack.finally(() => {
    isOver = true;
  });
  over.catch(() => undefined);
  do {
    for (const step of businessOf(caller, rounds)) {
      const startedAt = performance.now();
      const problem = await step();
      const milliseconds = performance.now() - startedAt;
      longestMilliseconds = Math.max(longestMilliseconds, milliseconds);
      if (problem !== undefined)
        failures.push(`The normal client: ${problem} after ${Math.round(milliseconds)} ms`);
    }
    rounds += 1;
  } while (!isOver);
  await over;
  return { rounds, longestMilliseconds: Math.round(longestMilliseconds), failures };
}

function businessOf(caller: Caller, round: number): (() => Promise<string | undefined>)[] {
  const content = Buffer.alloc(64 * 1024, round % 256);
  const headers = { 'File-Name': `normal-${round}.enc`, Accept: 'application/octet-stream' };
  let session = '';
  const expecting =
    (method: string, path: string, body?: Buffer) => async (): Promise<string | undefined> => {
      const answer = await caller.ask({ method, path, headers, body, session }, { fresh: true });
      if (answer.status !== 200) return `${path} was answered with ${answer.status}`;
      if (path === '/download-file' && !answer.body.equals(content)) return 'the download differs';
      return undefined;
    };
  return [
    async () => {
      const { status, body } = await caller.login(normalAccount, undefined, {});
      if (status !== 200) return `the login was answered with ${status}`;
      session = (JSON.parse(body.toString()) as { session_id: string }).session_id;
      return undefined;
    },
    expecting('POST', '/upload-file', content),
    expecting('GET', '/get-files'),
    expecting('GET', '/download-file'),
    expecting('POST', '/delete-file'),
    expecting('POST', '/logout'),
  ];
}
