import { execFile } from 'node:child_process';
import { UserError } from '../../common/errors.ts';
import { withoutSecrets } from '../../config/credentials.ts';
import type { Account } from '../account.ts';

/** A place of the system for secrets. */
export interface Keyring {
  /** False where there is none, or it does not answer. */
  isThere(): Promise<boolean>;
  /** Null where nothing is kept for the account. */
  lookup(account: Account): Promise<string | null>;
  /** @throws {UserError} `keyring-refused` */
  store(account: Account, secret: string): Promise<void>;
  /** Well done also where nothing was kept. @throws {UserError} `keyring-refused` */
  clear(account: Account): Promise<void>;
}

const program = 'secret-tool';
/** Whether it is there at all: a service that hangs must not hold the login up. */
const probeMilliseconds = 2000;
/** It may ask the user to unlock it. */
const answerMilliseconds = 60_000;
const longestSecret = 64 * 1024;

/** The keyring of the desktop, through the program of libsecret. Secrets go by its standard streams, never by argv. */
export const systemKeyring: Keyring = {
  async isThere() {
    // What is not found ends with 1 and without a word; a service that cannot be reached is complained about.
    const probe = await run(['lookup', 'application', 'secure-client', 'username', ''], probeMilliseconds);
    return probe !== null && (probe.code === 0 || (probe.code === 1 && probe.complaint === ''));
  },

  async lookup(account) {
    const found = await run(['lookup', ...attributesOf(account)], answerMilliseconds);
    return found?.code === 0 && found.output !== '' ? found.output : null;
  },

  async store(account, secret) {
    const { host, port, username } = account;
    const label = `--label=secure-client: ${username}@${host}:${port}`;
    const stored = await run(['store', label, ...attributesOf(account)], answerMilliseconds, secret);
    if (stored?.code !== 0) throw refused('store', stored);
  },

  async clear(account) {
    const cleared = await run(['clear', ...attributesOf(account)], answerMilliseconds);
    if (cleared === null || (cleared.code !== 0 && cleared.complaint !== '')) throw refused('clear', cleared);
  },
};

/** For machines and tests without one. */
export const noKeyring: Keyring = {
  isThere: async () => false,
  lookup: async () => null,
  store: async () => {
    throw new UserError('keyring-refused', { work: 'store', reason: 'none' });
  },
  clear: async () => {},
};

function attributesOf({ host, port, username }: Account): string[] {
  return ['application', 'secure-client', 'host', host, 'port', String(port), 'username', username];
}

interface Answer {
  readonly code: number;
  readonly output: string;
  readonly complaint: string;
}

function refused(work: 'store' | 'clear', answer: Answer | null): UserError {
  return new UserError('keyring-refused', { work, reason: answer?.complaint || program });
}

/** Null when the program is not there, or did not answer in time. */
function run(args: readonly string[], timeout: number, input = ''): Promise<Answer | null> {
  return new Promise((resolve) => {
    const options = { timeout, maxBuffer: longestSecret, env: withoutSecrets(process.env) };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      resolve(typeof code === 'number' ? { code, output: stdout, complaint: stderr.trim() } : null);
    });
    // It may end without reading what it was told.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
