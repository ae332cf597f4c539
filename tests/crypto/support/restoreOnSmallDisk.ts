/**
 * Restores an archive into a folder on a small disk, and prints what came of it. To be run in a mount namespace of
 * its own: ARCHIVE PEM DESTINATION [bytes that another program writes to the disk meanwhile].
 */
import { readdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { X25519Identity } from '../../../src/crypto/envelope/x25519.ts';
import { SecureFileStorage } from '../../../src/crypto/SecureFileStorage.ts';

const [archivePath = '', pemPath = '', destination = '', others = '0'] = process.argv.slice(2);
const identity = X25519Identity.parse(readFileSync(pemPath, 'utf8')) as X25519Identity;
const storage = new SecureFileStorage([], [identity]);
const archive = readFileSync(archivePath);
const freeBefore = statfsSync(dirname(destination)).bavail;

async function* chunks(): AsyncGenerator<Buffer, void, void> {
  for (let offset = 0; offset < archive.length; offset += 262_144) {
    yield archive.subarray(offset, offset + 262_144);
    if (offset === 0 && others !== '0')
      writeFileSync(join(dirname(destination), 'others'), Buffer.alloc(Number(others)));
  }
}

const options = { name: 'test.enc', destination, overwrite: 'never', renamed: 'refuse' } as const;
const outcome = await storage.restore(chunks(), options).then(
  ({ entries }) => ({ entries }),
  ({ code }) => ({ code }),
);
const left = readdirSync(dirname(destination)).filter((name) => name !== 'others');
const isFreeAgain = statfsSync(dirname(destination)).bavail === freeBefore;
process.stdout.write(JSON.stringify({ ...outcome, left, isFreeAgain }));
