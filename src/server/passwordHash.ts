import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';

const argon2Async = promisify(argon2);

const saltBytes = 16;
const hashBytes = 32;

/** What a hash costs whoever guesses, and us at every login. */
export interface HashCost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

/** RFC 9106, section 4, second recommended choice. */
const usualCost: HashCost = { memoryKiB: 64 * 1024, passes: 3, lanes: 4 };

/**
 * A stored hash with the costs it was made with. The bounds keep a damaged file from exhausting the machine.
 */
export const passwordHashSchema = z.object({
  algorithm: z.literal('argon2id'),
  memoryKiB: z
    .int()
    .min(8 * 1024)
    .max(1024 * 1024),
  passes: z.int().min(1).max(16),
  lanes: z.int().min(1).max(16),
  salt: z.base64url().length(Math.ceil((saltBytes * 4) / 3)),
  hash: z.base64url().length(Math.ceil((hashBytes * 4) / 3)),
});
export type PasswordHash = z.infer<typeof passwordHashSchema>;

/**
 * Stands in for the hash of an account that does not exist: checking against it takes as long and always
 * fails.
 */
export const unmatchableHash: PasswordHash = {
  algorithm: 'argon2id',
  ...usualCost,
  salt: randomBytes(saltBytes).toString('base64url'),
  hash: randomBytes(hashBytes).toString('base64url'),
};

/** Hashes a password (its NFC form, UTF-8) with a fresh salt. */
export async function hashPassword(password: string, cost: HashCost = usualCost): Promise<PasswordHash> {
  const salt = randomBytes(saltBytes);
  const hash = await derive(password, salt, cost);
  return {
    algorithm: 'argon2id',
    ...cost,
    salt: salt.toString('base64url'),
    hash: hash.toString('base64url'),
  };
}

/** Compares in constant time. */
export async function matchesHash(password: string, stored: PasswordHash): Promise<boolean> {
  const derived = await derive(password, Buffer.from(stored.salt, 'base64url'), stored);
  return timingSafeEqual(derived, Buffer.from(stored.hash, 'base64url'));
}

function derive(password: string, salt: Buffer, { memoryKiB, passes, lanes }: HashCost): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFC'));
  return argon2Async('argon2id', {
    message,
    nonce: salt,
    memory: memoryKiB,
    passes,
    parallelism: lanes,
    tagLength: hashBytes,
  });
}
