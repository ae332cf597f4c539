import { hashPassword, type PasswordHash } from '../../src/server/passwordHash.ts';

/** The cheapest hash that a server accepts: most tests log in, and few are about what that costs. */
export function cheapHash(password: string): Promise<PasswordHash> {
  return hashPassword(password, { memoryKiB: 8192, passes: 1, lanes: 1 });
}
