import { readFile, stat } from 'node:fs/promises';
import { toReadError } from '../common/diskErrors.ts';
import { isUserError, UserError } from '../common/errors.ts';
import { credentialPath, type SecretName, secretVariables } from '../config/credentials.ts';
import type { Output } from './output.ts';

/**
 * A secret that was handed to us: by the file of an option, else by the environment, else by systemd.
 *
 * @returns undefined where it was not
 * @throws {UserError} `path-not-found`, `path-unreadable`
 */
export async function givenSecret(
  output: Output,
  secret: SecretName,
  file: string | undefined,
): Promise<string | undefined> {
  if (file !== undefined) return readSecretFile(file, output);
  return process.env[secretVariables[secret]] ?? readCredential(secret);
}

/**
 * A secret out of a file: its first line. A file that others can read too is said to be one.
 *
 * @throws {UserError} `path-not-found`, `path-unreadable`
 */
export async function readSecretFile(path: string, output: Output): Promise<string> {
  const secret = await readFirstLine(path);
  const status = await stat(path);
  // A pipe, as shells make them for <(…), is nobody else's.
  if (status.isFile() && (status.mode & 0o077) !== 0) output.note(output.text.secretFileOpen(path));
  return secret;
}

/** What systemd hands over is for us alone, whatever the mode says: it may stand for a list of access rights. */
async function readCredential(secret: SecretName): Promise<string | undefined> {
  const path = credentialPath(secret, process.env);
  if (path === null) return undefined;
  try {
    return await readFirstLine(path);
  } catch (error) {
    if (isUserError(error, 'path-not-found')) return undefined;
    throw error;
  }
}

async function readFirstLine(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).split(/\r?\n/, 1)[0] ?? '';
  } catch (error) {
    throw toReadError(path, error);
  }
}

/**
 * Asks for a new secret twice, because nobody sees what is typed.
 *
 * @param missing what to throw where there is no terminal
 * @throws {UserError} `missing`; `usage` with `differ`; `interrupted` on Ctrl+C
 */
export async function promptNewSecret(
  { text }: Output,
  question: string,
  missing: UserError,
  differ: 'passphrases-differ' | 'passwords-differ',
): Promise<string> {
  const secret = await promptSecret(question, missing);
  if ((await promptSecret(text.theSameAgain, missing)) === secret) return secret;
  throw new UserError('usage', { problem: differ });
}

/**
 * Asks on the terminal, without showing what is typed.
 *
 * @param missing what to throw where there is no terminal
 * @throws {UserError} `missing`; `interrupted` on Ctrl+C
 */
export async function promptSecret(question: string, missing: UserError): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) throw missing;
  // Before the question shows, so that not even an early key is echoed.
  stdin.setRawMode(true);
  stderr.write(question);
  let secret = '';
  try {
    for await (const chunk of stdin.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      for (const character of chunk as string) {
        if (character === '\r' || character === '\n') return secret;
        if (character === '\x03' || character === '\x04') throw new UserError('interrupted', {});
        if (character === '\x7f' || character === '\b') secret = Array.from(secret).slice(0, -1).join('');
        else if (character === '\x15') secret = '';
        else if (character >= ' ') secret += character;
      }
    }
    throw missing;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}
