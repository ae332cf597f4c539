import { readFile } from 'node:fs/promises';
import { toReadError } from '../common/diskErrors.ts';
import { UserError } from '../common/errors.ts';

/** A secret out of a file: its first line. @throws {UserError} `path-not-found`, `path-unreadable` */
export async function readSecretFile(path: string): Promise<string> {
  try {
    const text = await readFile(path, 'utf8');
    return text.split(/\r?\n/, 1)[0] ?? '';
  } catch (error) {
    throw toReadError(path, error);
  }
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
