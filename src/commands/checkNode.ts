import packageJson from '../../package.json' with { type: 'json' };
import { UserError } from '../common/errors.ts';

/**
 * An older Node.js would fail somewhere in the middle, with a sentence that helps nobody.
 *
 * @throws {UserError} `node-too-old`
 */
export function checkNode(): void {
  const needed = packageJson.engines.node.replace('>=', '');
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number);
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  throw new UserError('node-too-old', { found: process.versions.node, needed });
}
