import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decryptLegacy } from '../../../../src/crypto/legacy/decrypt.ts';
import { readZip } from '../../../../src/crypto/legacy/zipEntries.ts';
import { checkEntryPath, EntryRefused } from '../../../../src/crypto/restore/entryPath.ts';
import { encryptLegacy, entry, zip } from '../../../support/legacyArchive.ts';
import { type CreateTarget, must, OracleError } from '../target.ts';
import { allowing, allowingNow } from './allowing.ts';

const mostBytes = 16 * 1024 * 1024;

/** A zip after a `z`, else an archive encrypted the earlier way: refused, or entries with no more bytes than they tell. */
export const create: CreateTarget = (folder) => {
  const zipPath = join(folder, 'legacy.zip');
  const plainPath = join(folder, 'plain');
  const small = zip([entry('a.txt', 'hello', 0), entry('d/', '', 0), entry('b', 'b'.repeat(500), 8)]);
  const link = zip([entry('l', 'a.txt', 0)]);
  // The attributes of a link, as zip writes them on Unix.
  link.writeUInt32LE(0o120777 * 65_536, link.indexOf('PK\x01\x02') + 38);
  return {
    seeds: [
      ...[small, link, zip([]), zip([entry('a', 'x', 0)], 2), zip([entry('../up', 'x', 8)])].map((bytes) =>
        Buffer.concat([Buffer.from('z'), bytes]),
      ),
      Buffer.concat([Buffer.from('c'), encryptLegacy(Buffer.from('PK'), 'password')]),
      Buffer.from('c'),
    ],
    dictionary: [
      'PK\x01\x02',
      'PK\x03\x04',
      'PK\x05\x06',
      'PK\x06\x06',
      'PK\x06\x07',
      '\x01\0',
      '\xff\xff\xff\xff',
      '\xed\x41',
      '\xff\xa1',
    ].concat(['up\x0d\0\x01', '\x75\x70', '\x08\0', '/', '..', '\\', '\0\0\0\0']),
    maximumLength: 2048,
    async run(input) {
      const bytes = input.subarray(1);
      if (input[0] !== 0x7a) {
        rmSync(plainPath, { force: true });
        await allowing(() => decryptLegacy(only(bytes), 'password', plainPath, 'x', () => {}));
        return;
      }
      writeFileSync(zipPath, bytes);
      await allowing(async () => {
        let total = 0;
        for await (const { member, content } of readZip(zipPath, 'x')) {
          let length = 0;
          for await (const chunk of content()) {
            length += chunk.length;
            total += chunk.length;
            if (total > mostBytes) throw new OracleError('a small archive that bursts');
          }
          must(member.type !== 'file' || length === member.size, 'another length than it tells');
          const parts = allowingNow(() => checkEntryPath(member.path), [EntryRefused]) ?? [];
          must(
            !parts.some((part) => part === '..' || /[/\p{Cc}]/u.test(part)),
            'a path that leads elsewhere',
          );
        }
      });
    },
  };
};

async function* only(bytes: Buffer): AsyncGenerator<Buffer, void, void> {
  yield bytes;
}
