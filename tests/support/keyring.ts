import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(new URL('./keyring/secret-tool', import.meta.url)));

/** The environment of a desktop whose keyring is a folder; without one, of a machine whose keyring does not answer. */
export function keyringEnvironment(keyringFolder = ''): Record<string, string> {
  return { PATH: `${folder}${delimiter}${process.env['PATH']}`, FAKE_KEYRING: keyringFolder };
}
