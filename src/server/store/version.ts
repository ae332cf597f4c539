import { randomBytes } from 'node:crypto';

/** The version of an archive: random, so that no two contents ever share one, however fast they follow each other. */
export function newVersion(): string {
  return randomBytes(12).toString('base64url');
}
