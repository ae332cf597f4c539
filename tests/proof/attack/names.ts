import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Serving } from '../serving.ts';
import { newIdentity } from '../serving.ts';
import { Caller } from './caller.ts';
import type { Intrusion } from './intruders.ts';

/** Of the account whose names are hostile. */
export const namingAccount = 'naming';

const fragments = [
  ...['..', '.', '/', '\\', '../', '..\\', '/etc/passwd', '%2e%2e%2f', '%00', '\0', '\r\n', '\u0085'],
  // Look like dots and slashes, and are not.
  ...['\u2024\u2024\u2215', '\uff0e\uff0e\uff0f', '\u2044', '\u29f8', '\u202egnp.', '\ufeff', '\u00a0'],
  // Both spellings of one letter.
  ...['é', 'e\u0301', 'ſ', 'K'],
  ...['CON', 'NUL.txt', 'aux', 'COM1', 'a:b', '~', '~root', '-rf', '$(id)', '`id`', '|', '*', '?', '"', "'"],
  // What the server itself calls files and folders.
  ...[
    'server.db',
    'server.db-wal',
    'archives',
    'incoming',
    'uploads',
    'journal',
    'serve.log',
    '.',
    '.hidden',
  ],
  ...['0123456789abcdef0123456789abcdef', '00000000-0000-4000-8000-000000000000', '.tmp', '.info', '.json'],
  ...['x'.repeat(255), 'x'.repeat(256), 'é'.repeat(127), 'é'.repeat(128), ' ', '', 'a.enc', '%', '%2', '%zz'],
];

/** By docs/protocol.md: what a server has to refuse. */
function isAcceptable(name: string): boolean {
  return !/^\.{0,2}$|[/\\\x00-\x1f\x7f-\x9f]/.test(name) && Buffer.byteLength(name) <= 255;
}

/**
 * Hostile names in every field that takes one: an upload and a resumable one happen under exactly that name, in the folder of
 * their account, or not at all; and nothing else ever happens.
 *
 * @param random from 0 to 1
 * @param step takes every so manyth of the names that are no combination
 */
export async function nameHostilely(
  serving: Serving,
  random: () => number,
  { combinations, step }: { readonly combinations: number; readonly step: number },
): Promise<Intrusion> {
  const caller = new Caller(serving.port, await newIdentity());
  const session = await caller.sessionOf(namingAccount);
  const failures: string[] = [];
  const stored = new Set<string>();
  let tried = 0;
  const before = await foldersOf(serving.dataFolder);

  const expectStatus = (what: string, name: string, status: number, wanted: readonly number[]): void => {
    tried += 1;
    if (!wanted.includes(status))
      failures.push(
        `${what} ${JSON.stringify(name)} was answered with ${status}, not ${wanted.join(' or ')}`,
      );
  };
  for (const name of namesOf(random, combinations, step)) {
    const isGood = isAcceptable(name);
    const named = { 'File-Name': percentEncode(name) };
    const asked = { headers: named, session };
    const multipart = `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\nx\r\n--b--\r\n`;
    const uploaded = await caller.ask({ method: 'POST', path: '/upload-file', ...asked, body: multipart });
    expectStatus('upload', name, uploaded.status, isGood ? [200] : [400]);
    const created = await caller.ask({
      method: 'POST',
      path: '/files/',
      headers: {
        'Tus-Resumable': '1.0.0',
        'Upload-Length': '0',
        'Upload-Metadata': `filename ${Buffer.from(name).toString('base64')}`.trim(),
      },
      session,
    });
    expectStatus('resumable upload', name, created.status, isGood ? [201] : [400]);
    if (isGood) stored.add(name);
    const got = await caller.ask({ path: '/download-file', ...asked });
    expectStatus('download', name, got.status, isGood ? [200] : [400]);
    const rewrapped = await caller.ask({
      method: 'POST',
      path: '/rewrap-file',
      session,
      headers: { ...named, 'If-Match': '*' },
      body: 'x',
    });
    expectStatus('new envelope', name, rewrapped.status, isGood ? [409] : [400]);
    for (const path of ['/files/', '/files/../', '/download-file/', '/archives/other/', '//']) {
      const { status } = await caller.ask({ path: path + encodeURIComponent(name), session });
      // A name that leads back to a path of the protocol is that path, without what it needs.
      expectStatus(`path ${path}`, name, status, [400, 404, 405]);
    }
    const cursor = Buffer.from(JSON.stringify([0, name])).toString('base64url');
    const page = await caller.ask({ path: `/get-files?limit=1&cursor=${cursor}`, session });
    expectStatus('cursor', name, page.status, [200]);
    if (random() < 0.05) {
      const login = await caller.login(name, 'wrong');
      expectStatus('login', name, login.status, Buffer.byteLength(name) > 256 ? [400, 401] : [401]);
    }
  }
  await compareStored(serving, stored, failures);
  const after = await foldersOf(serving.dataFolder);
  if (after !== before) failures.push(`The data folder has ${after}, and had ${before}`);
  const { status } = await caller.ask({ path: '/get-files', session });
  expectStatus('list', '', status, [200]);
  for (const name of stored) {
    const headers = { 'File-Name': percentEncode(name) };
    const deleted = await caller.ask({ method: 'POST', path: '/delete-file', headers, session });
    expectStatus('delete', name, deleted.status, [200]);
  }
  await compareStored(serving, new Set(), failures);
  caller.close();
  return { tried, failures };
}

function namesOf(random: () => number, combinations: number, step: number): Set<string> {
  const pick = (): string => fragments[Math.floor(random() * fragments.length)] as string;
  const combined = Array.from({ length: combinations }, () =>
    Array.from({ length: 2 + Math.floor(random() * 3) }, pick).join(''),
  );
  return new Set([...fragments.filter((_, index) => index % step === 0), ...combined]);
}

async function compareStored(serving: Serving, stored: Set<string>, failures: string[]): Promise<void> {
  const there = await readdir(join(serving.dataFolder, 'archives', namingAccount));
  const strange = there.filter((name) => !stored.has(name));
  if (strange.length > 0 || there.length !== stored.size)
    failures.push(`${there.length} archives are there instead of ${stored.size}: ${JSON.stringify(strange)}`);
}

/** The names of all that lies in a data folder and around it, besides archives. */
async function foldersOf(dataFolder: string): Promise<string> {
  const names: string[] = [];
  for (const folder of ['..', '.', 'archives', 'incoming', 'journal', 'certs'])
    names.push(...(await readdir(join(dataFolder, folder))).map((name) => `${folder}/${name}`));
  return names
    .filter((name) => name !== `archives/${namingAccount}` && !name.includes('server.db'))
    .toSorted()
    .join(' ');
}

/** Every byte, so that a header can carry it. */
function percentEncode(name: string): string {
  return [...Buffer.from(name)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
