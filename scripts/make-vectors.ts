/**
 * Makes the archives in `tests/vectors/` anew, and the description of what is in them. They are committed:
 * running this gives other random bytes, and is needed only when the format grows.
 */
import { createHash } from 'node:crypto';
import {
  chmod,
  link,
  lutimes,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Passphrase } from '../src/crypto/envelope/passphrase.ts';
import type { Recipient } from '../src/crypto/envelope/slot.ts';
import { encodeSlots } from '../src/crypto/envelope/slot.ts';
import { X25519Identity } from '../src/crypto/envelope/x25519.ts';
import { FloeEncryptor } from '../src/crypto/floe/encryptor.ts';
import { plaintextSegmentLength } from '../src/crypto/floe/parameters.ts';
import type { ArchivePlan } from '../src/crypto/pack/layout.ts';
import { segmentLength } from '../src/crypto/payload.ts';
import { SecureFileStorage } from '../src/crypto/SecureFileStorage.ts';

const folder = fileURLToPath(new URL('../tests/vectors/', import.meta.url));
const created = new Date('2026-11-22T12:00:00Z');

/** Composed and not: the same passphrase after NFC. */
const passphrase = 'Ōsaka, l’été – 大阪の夏 ☀';
const storedPassphrase = new Passphrase(passphrase);
const identity = X25519Identity.generate();

const sources = await mkdtemp(join(tmpdir(), 'vectors-'));
for (const name of await readdir(folder)) if (/\.(enc|json|pem)$/.test(name)) await rm(join(folder, name));

const archives = [
  await make('passphrase', { content: 0, for: ['passphrase'] }, aFewFiles),
  await make('passphrase-zstd', { content: 1, for: ['passphrase'] }, aFewFiles),
  await make('identity', { content: 0, for: ['identity'] }, aFewFiles),
  await make('identity-zstd', { content: 1, for: ['identity'] }, aFewFiles),
  await make('both', { content: 1, for: ['passphrase', 'identity'] }, aFewFiles),
  await make('empty-folder', { content: 0, for: ['identity'] }, (root) => mkdir(root)),
  await make('empty-file', { content: 1, for: ['identity'] }, (root) => writeFile(root, '')),
  await make('one-byte', { content: 0, for: ['identity'] }, (root) => writeFile(root, 'x')),
  await make('unicode', { content: 1, for: ['identity'] }, unicodeNames),
  await make('links', { content: 0, for: ['identity'] }, links),
  await make('attributes', { content: 1, for: ['identity'] }, attributes),
  await make('many-entries', { content: 1, for: ['identity'] }, manyEntries),
  await make('frames', { content: 1, for: ['identity'] }, severalFrames),
  await make('one-segment', { content: 0, for: ['identity'], length: segmentLength }, aFewFiles),
  await make(
    'one-segment-and-a-byte',
    { content: 0, for: ['identity'], length: segmentLength + 1 },
    aFewFiles,
  ),
];
const refused = await makeRefused('identity-zstd', 'passphrase-zstd');
const keys = {
  passphrase: { passphrase },
  identity: { identity: 'identity.pem', recipient: `${identity.recipient}` },
};
await writeFile(join(folder, 'identity.pem'), identity.toPem());
await writeJson('vectors.json', { keys, archives, refused });
await writeJson('floe.json', floeVectors());
await rm(sources, { recursive: true });

interface Wanted {
  readonly content: 0 | 1;
  readonly for: readonly ('passphrase' | 'identity')[];
  /** Bytes of the plaintext, where they matter. */
  readonly length?: number;
}

/** Seals what `build` makes, and describes it. */
async function make(name: string, wanted: Wanted, build: (root: string) => Promise<unknown>) {
  const root = join(sources, name);
  await build(root);
  const recipients: Recipient[] = wanted.for.map((key) =>
    key === 'passphrase' ? storedPassphrase : identity.recipient,
  );
  const storage = new SecureFileStorage(recipients, []);
  const planned = await storage.plan([root]);
  const plan: ArchivePlan = { ...planned, plaintextLength: wanted.length ?? planned.plaintextLength };
  const options = { name: `${name}.enc`, created };
  const sealed = wanted.content === 0 ? storage.seal(plan, options) : storage.sealCompressed(plan, options);
  const file = `${name}.enc`;
  await writeFile(join(folder, file), await collect(sealed.chunks));
  const entries = [];
  for (const { path, type, size, mode, mtimeMs, target, source } of plan.members) {
    const told = { path, type, size, mode, mtime: mtimeMs / 1000 };
    if (target !== undefined) entries.push({ ...told, target });
    else if (type !== 'file') entries.push(told);
    else
      entries.push({
        ...told,
        sha256: createHash('sha256')
          .update(await readFile(source))
          .digest('hex'),
      });
  }
  return { file, name: file, content: wanted.content, keys: wanted.for, entries };
}

/** Archives that must not open, and the error that says why. */
async function makeRefused(forIdentity: string, forPassphrase: string) {
  const whole = await readFile(join(folder, `${forIdentity}.enc`));
  const withPassphrase = await readFile(join(folder, `${forPassphrase}.enc`));
  const changed = (bytes: Buffer, change: (copy: Buffer) => void): Buffer => {
    const copy = Buffer.from(bytes);
    change(copy);
    return copy;
  };
  const manySlots = encodeSlots([], 1984);
  manySlots[0] = 17;
  const cases: [string, 'passphrase' | 'identity', string, Buffer][] = [
    ['other-magic', 'identity', 'not-an-archive', changed(whole, (copy) => copy.writeUInt8(0x0a, 4))],
    ['version-2', 'identity', 'archive-version-unknown', changed(whole, (copy) => copy.writeUInt8(2, 8))],
    ['content-2', 'identity', 'archive-damaged', changed(whole, (copy) => copy.writeUInt8(2, 9))],
    ['reserved', 'identity', 'archive-damaged', changed(whole, (copy) => copy.writeUInt8(1, 11))],
    [
      'other-id',
      'identity',
      'passphrase-or-envelope-wrong',
      changed(whole, (copy) => copy.writeUInt8(copy.readUInt8(12) ^ 1, 12)),
    ],
    [
      '17-slots',
      'identity',
      'passphrase-or-envelope-wrong',
      changed(whole, (copy) => copy.set(manySlots, 32)),
    ],
    [
      'no-zero-behind-slots',
      'identity',
      'passphrase-or-envelope-wrong',
      changed(whole, (copy) => copy.writeUInt8(1, 2015)),
    ],
    [
      'other-mac',
      'identity',
      'passphrase-or-envelope-wrong',
      changed(whole, (copy) => copy.writeUInt8(copy.readUInt8(2047) ^ 1, 2047)),
    ],
    [
      'too-costly',
      'passphrase',
      'key-derivation-too-costly',
      changed(withPassphrase, (copy) => copy.writeUInt32BE(2 ** 20 + 1, 36)),
    ],
    [
      'header-tag',
      'identity',
      'archive-damaged',
      changed(whole, (copy) => copy.writeUInt8(copy.readUInt8(2048 + 73) ^ 1, 2048 + 73)),
    ],
    [
      'segment-tag',
      'identity',
      'archive-damaged',
      changed(whole, (copy) => copy.writeUInt8(copy.readUInt8(copy.length - 1) ^ 1, copy.length - 1)),
    ],
    ['cut', 'identity', 'archive-truncated', whole.subarray(0, -1)],
    ['cut-envelope', 'identity', 'archive-truncated', whole.subarray(0, 2047)],
    ['longer', 'identity', 'archive-damaged', Buffer.concat([whole, Buffer.alloc(1)])],
  ];
  for (const [name, , , bytes] of cases) await writeFile(join(folder, `refused-${name}.enc`), bytes);
  return cases.map(([name, key, error]) => ({ file: `refused-${name}.enc`, keys: [key], error }));
}

/** FLOE with small segments and keys that change often, where it can be read by eye. */
function floeVectors() {
  const key = createHash('sha256').update('a key for FLOE').digest();
  const associatedData = Buffer.from('associated data');
  const shapes = [
    { name: 'empty', encryptedSegmentLength: 64, keyRotationMask: 20, length: 0 },
    { name: 'one full segment', encryptedSegmentLength: 64, keyRotationMask: 20, length: 32 },
    { name: 'one full segment and a byte', encryptedSegmentLength: 64, keyRotationMask: 20, length: 33 },
    { name: 'a new key every four segments', encryptedSegmentLength: 40, keyRotationMask: 2, length: 100 },
    { name: 'a new key every segment', encryptedSegmentLength: 48, keyRotationMask: 0, length: 77 },
  ];
  return shapes.map(({ name, length, ...parameters }) => {
    const plaintext = Buffer.from(Array.from({ length }, (_, index) => index));
    const encryptor = FloeEncryptor.start(parameters, key, associatedData);
    const parts = [encryptor.header];
    const full = plaintextSegmentLength(parameters);
    for (let offset = 0; offset === 0 || offset < length; offset += full) {
      parts.push(
        encryptor.encryptSegment(plaintext.subarray(offset, offset + full), offset + full >= length),
      );
    }
    return {
      name,
      segmentLength: parameters.encryptedSegmentLength,
      keyRotationMask: parameters.keyRotationMask,
      key: key.toString('hex'),
      associatedData: associatedData.toString('hex'),
      ciphertext: Buffer.concat(parts).toString('hex'),
      plaintext: plaintext.toString('hex'),
    };
  });
}

async function aFewFiles(root: string): Promise<void> {
  await mkdir(join(root, 'notes'), { recursive: true });
  await writeFile(join(root, 'notes', 'hello.txt'), 'Hello, world!\n');
  await writeFile(join(root, 'notes', 'numbers.txt'), lines('number', 200));
  await writeFile(join(root, 'empty'), '');
  await mkdir(join(root, 'empty folder'));
}

async function unicodeNames(root: string): Promise<void> {
  await mkdir(root);
  const names = [
    'é composed',
    'e\u0301 decomposed',
    '大阪',
    'عربى',
    '🗄️ box',
    'line\nbreak',
    'back\\slash',
    'a:b',
    'x'.repeat(255),
    'é'.repeat(127),
  ];
  for (const name of names) await writeFile(join(root, name), name);
  const deep = join(root, 'd'.repeat(90), 'e'.repeat(90), 'f'.repeat(90));
  await mkdir(deep, { recursive: true });
  await writeFile(join(deep, 'deep'), 'deep');
}

async function links(root: string): Promise<void> {
  await mkdir(join(root, 'folder'), { recursive: true });
  await writeFile(join(root, 'a'), 'one file, three names');
  await link(join(root, 'a'), join(root, 'b'));
  await link(join(root, 'a'), join(root, 'folder', `long-${'c'.repeat(120)}`));
  await symlink('../a', join(root, 'folder', 'up'));
  await symlink('folder', join(root, 'to-folder'));
  await symlink('nowhere', join(root, 'dangling'));
  await symlink(`é${'t'.repeat(150)}`, join(root, 'long-target'));
  await lutimes(join(root, 'dangling'), 1, 1);
}

async function attributes(root: string): Promise<void> {
  await mkdir(root);
  const times = { early: new Date(-86_400_500), zero: 0, fraction: 1_700_000_000.123456, late: 2 ** 31 + 7 };
  for (const [name, time] of Object.entries(times)) {
    await writeFile(join(root, name), name);
    await utimes(join(root, name), time, time);
  }
  for (const mode of [0o400, 0o600, 0o755, 0o640]) {
    await writeFile(join(root, `mode-${mode.toString(8)}`), '');
    await chmod(join(root, `mode-${mode.toString(8)}`), mode);
  }
  await mkdir(join(root, 'private'));
  await chmod(join(root, 'private'), 0o700);
}

async function manyEntries(root: string): Promise<void> {
  for (let number = 0; number < 300; number += 1) {
    const path = join(root, `folder-${number % 7}`, `file-${String(number).padStart(4, '0')}`);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, lines(basename(path), number % 5));
  }
}

/** More than two frames, so that one file begins in one and ends in another. */
async function severalFrames(root: string): Promise<void> {
  await mkdir(root);
  await writeFile(join(root, 'a'), Buffer.alloc(3 * 1024 * 1024, 'a'));
  await writeFile(join(root, 'b'), Buffer.alloc(3 * 1024 * 1024, 'b'));
  await writeFile(join(root, 'c'), Buffer.alloc(4 * 1024 * 1024, 'c'));
}

function lines(word: string, count: number): string {
  return Array.from({ length: count }, (_, index) => `${word} ${index}\n`).join('');
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

async function writeJson(name: string, value: unknown): Promise<void> {
  await writeFile(join(folder, name), `${JSON.stringify(value, null, 1)}\n`);
}
