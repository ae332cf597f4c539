import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { latest } from '../support/fakeClient.ts';
import { openArchives } from '../support/openTerminal.ts';
import { forbid, runWithoutPrivilege } from '../support/privilege.ts';
import { keys } from '../support/terminal.ts';

const printFolder = fileURLToPath(new URL('../support/printFolder.ts', import.meta.url));
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'picker-'));
  await mkdir(join(root, 'work', 'beta', 'inner'), { recursive: true });
  await mkdir(join(root, 'work', 'Alpha'));
  await mkdir(join(root, 'many'));
  for (const name of ['file10.txt', 'file2.txt', '.hidden', 'evil\u{1b}[2J\u{202e}.txt']) {
    await writeFile(join(root, 'work', name), 'x'.repeat(1234));
  }
  await writeFile(join(root, 'work', 'beta', 'inner', 'deep'), 'x'.repeat(3000));
  await utimes(join(root, 'work', 'file2.txt'), new Date(2026, 0, 2, 3, 4), new Date(2026, 0, 2, 3, 4));
  await symlink('beta', join(root, 'work', 'link-to-beta'));
  await symlink('nowhere', join(root, 'work', 'broken-link'));
  await Promise.all(
    Array.from({ length: 3000 }, (_, index) => writeFile(join(root, 'many', `n${index}`), '')),
  );
});

afterAll(async () => {
  await chmod(root, 0o700);
  await rm(root, { recursive: true, force: true });
});

async function openPicker(folder = 'work') {
  const terminal = await openArchives({ workingFolder: join(root, folder) });
  await terminal.type('u');
  await terminal.see('parent folder');
  return terminal;
}

test('folders come first, names in natural order, hidden ones on demand', async () => {
  const terminal = await openPicker();
  const names = () =>
    terminal
      .lines()
      .slice(5, 14)
      .map((line) => line.slice(5, 40).split(' →')[0]?.trim())
      .filter(Boolean);
  await terminal.see('1.2 kB');
  expect(names()).toEqual([
    'Alpha/',
    'beta/',
    'link-to-beta/',
    'broken-link',
    'evil\u{fffd}[2J\u{fffd}.txt',
    'file2.txt',
    'file10.txt',
  ]);
  await terminal.see(/file2\.txt +1\.2 kB +2026-01-02 03:04/);
  await terminal.see(/link-to-beta\/ → beta /);
  await terminal.see(/broken-link → nowhere +broken link/);
  await terminal.type('.');
  await terminal.see('.hidden');
});

test('one goes into folders and comes back to the folder one left', async () => {
  const terminal = await openPicker();
  await terminal.see('►   Alpha/');
  await terminal.type('j');
  await terminal.type(keys.enter);
  await terminal.see('►   inner/');
  await terminal.type(keys.left);
  await terminal.see('►   beta/');
  await terminal.type(keys.backspace);
  await terminal.see('►   work/');
  await terminal.type('~');
  await terminal.see(terminal.home.slice(-20));
});

test('Enter on a file uploads it', async () => {
  const terminal = await openPicker();
  await terminal.type(`G${keys.enter}`);
  await terminal.see('Uploading file10.txt');
  expect(latest(terminal.client.transfers).subject).toBe(join(root, 'work', 'file10.txt'));
});

test('what is marked is uploaded together, also from several folders', async () => {
  const terminal = await openPicker();
  await terminal.type('G ');
  await terminal.see('1 marked');
  await terminal.type('gjj ');
  await terminal.see('2 marked');
  await terminal.type(keys.left);
  await terminal.see('►   work/');
  await terminal.type(keys.enter);
  await terminal.see('► One archive of them all');
  await terminal.type(keys.enter);
  await terminal.see('Uploading file10.txt and 1 more');
  expect(latest(terminal.client.transfers).subject).toBe(
    `${join(root, 'work', 'file10.txt')} ${join(root, 'work', 'beta')}`,
  );
});

test('the marks are counted, folders with all that is in them', async () => {
  const terminal = await openPicker();
  await terminal.see(/file2\.txt +1\.2 kB/);
  await terminal.type('/file2');
  await terminal.type(`${keys.enter} `);
  await terminal.see('1 marked, 1.2 kB');
  await terminal.type(`${keys.escape}/beta${keys.enter} `);
  await terminal.see('2 marked, 4.2 kB');
});

test('several become one archive under a label, or one each', async () => {
  const terminal = await openPicker();
  await terminal.type('  ');
  await terminal.see('2 marked');
  await terminal.type(`${keys.enter}`);
  await terminal.see('Upload 2 files and folders');
  await terminal.see(/│ Alpha {3,}/);
  await terminal.type(`sites${keys.enter}`);
  await terminal.see('Uploading Alpha and 1 more');
  expect(latest(terminal.client.transfers).uploadOptions).toMatchObject({ label: 'sites' });
  latest(terminal.client.transfers).succeed();

  await terminal.see('√ Uploaded');
  await terminal.type('u');
  await terminal.see('►   Alpha/');
  await terminal.type(`  ${keys.enter}${keys.down}`);
  await terminal.see('Each is named after its path.');
  await terminal.type(keys.enter);
  await terminal.see('Uploading Alpha');
  await terminal.see('All: 1 of 2');
  expect(latest(terminal.client.transfers).uploadOptions?.label).toBeUndefined();
  latest(terminal.client.transfers).succeed();
  await terminal.see('Uploading beta');
  await terminal.see('All: 2 of 2');
});

test('n asks for a label, also for one thing, and Escape leads back to the files', async () => {
  const terminal = await openPicker();
  await terminal.type('n');
  await terminal.see('Label of the archive');
  await terminal.type(keys.escape);
  await terminal.see('Label of the archive', false);
  await terminal.type(`nweb${keys.enter}`);
  await terminal.see('Uploading Alpha');
  expect(latest(terminal.client.transfers).uploadOptions).toMatchObject({ label: 'web' });
});

test('in French too, several become one archive or one each', async () => {
  const terminal = await openArchives({ workingFolder: join(root, 'work'), language: 'fr' });
  await terminal.type('u');
  await terminal.see(/broken-link → nowhere +lien brisé/);
  await terminal.type('  ');
  await terminal.see('2 marqués, 3,0 ko');
  await terminal.type(keys.enter);
  await terminal.see('Envoyer 2 fichiers et dossiers');
  await terminal.type(`${keys.down}`);
  await terminal.see('► Une archive pour chacun');
});

test('a pasted path is gone to, also in quotes, as an address, and to what is hidden', async () => {
  const terminal = await openPicker('many');
  await terminal.type(keys.paste(join(root, 'work', 'file2.txt')));
  await terminal.see('►   file2.txt');
  await terminal.type(keys.paste(`'${join(root, 'many', 'n7')}'`));
  await terminal.see('►   n7');
  await terminal.type(keys.paste(pathToFileURL(join(root, 'work', '.hidden')).href));
  await terminal.see('►   .hidden');
  await terminal.type(keys.paste('beta'));
  await terminal.see('►   beta/');
});

test('several pasted lines are marked; one that is not there is said', async () => {
  const terminal = await openPicker('many');
  const paths = ['file2.txt', 'beta', 'nowhere-to-be-found'].map((name) => join(root, 'work', name));
  await terminal.type(keys.paste(paths.join('\n')));
  await terminal.see('2 marked');
  await terminal.see('► ● file2.txt');
  await terminal.see(/! .*nowhere-to-be-found/);
  await terminal.type(keys.left);
  await terminal.see('►   work/');
  await terminal.see('nowhere-to-be-found', false);
});

test('o sorts by size and by date; folders stay in front', async () => {
  const folder = join(root, 'sorted');
  await mkdir(join(folder, 'folder'), { recursive: true });
  for (const [index, name] of ['a', 'b', 'c'].entries()) {
    await writeFile(join(folder, name), 'x'.repeat([10, 30, 20][index] ?? 0));
    await utimes(join(folder, name), 1000, [3000, 1000, 2000][index] ?? 0);
  }
  const terminal = await openPicker('sorted');
  const names = () =>
    terminal
      .lines()
      .slice(5, 9)
      .map((line) => line.slice(5, 20).trim());
  await terminal.see('30 B');
  await terminal.type('o');
  await terminal.see('Size ▼');
  expect(names()).toEqual(['folder/', 'b', 'c', 'a']);
  await terminal.type('o');
  await terminal.see('Modified ▼');
  expect(names()).toEqual(['folder/', 'a', 'c', 'b']);
});

test('a folder that one may not read is not gone into', async () => {
  const folder = join(root, 'forbidding');
  await mkdir(join(folder, 'closed'), { recursive: true });
  await chmod(join(folder, 'closed'), 0);
  await chmod(root, 0o755);
  const terminal = await openArchives({ workingFolder: folder });
  becomeNobody();
  await terminal.type('u');
  await terminal.see('►   closed/');
  await terminal.type(keys.enter);
  await terminal.see(/^ ! .*closed.*EACCES/m);
  await terminal.see('►   closed/');
});

test('what one may not read is known as such', async () => {
  const folder = join(root, 'forbidden');
  await mkdir(join(folder, 'closed'), { recursive: true });
  await writeFile(join(folder, 'secret'), '');
  for (const name of ['closed', 'secret']) await forbid(join(folder, name));
  const { stdout } = await runWithoutPrivilege([printFolder, folder]);
  expect(JSON.parse(stdout)).toEqual({ closed: 'no-permission', secret: 'no-permission' });
});

test('special files are shown as such', async () => {
  const socket = createServer().listen(join(root, 'work', 'socket'));
  await once(socket, 'listening');
  const terminal = await openPicker();
  await terminal.see(/socket +special file/);
  socket.close();
  await once(socket, 'close');
});

test('c chooses the highlighted folder itself', async () => {
  const terminal = await openPicker();
  await terminal.type('c');
  await terminal.see('Uploading Alpha');
});

test('the filter narrows a long folder down', async () => {
  const terminal = await openPicker('many');
  await terminal.see('of 3,001');
  await terminal.type('/2999');
  await terminal.see('1 of 3,000');
  await terminal.type(`${keys.enter}${keys.down}${keys.enter}`);
  await terminal.see('Uploading n2999');
});

test('a folder that cannot be read says so in the status line, and one stays where one was', async () => {
  const terminal = await openPicker();
  await rm(join(root, 'work', 'Alpha'), { recursive: true });
  await terminal.type(keys.enter);
  await terminal.see(/^ ! .*Alpha/m);
  await terminal.see(/►.*Alpha\//);
  await mkdir(join(root, 'work', 'Alpha'));
  await terminal.type(`j${keys.enter}`);
  await terminal.see('►   inner/');
});

test('Escape goes back without uploading', async () => {
  const terminal = await openPicker();
  await terminal.type(` ${keys.escape}`);
  await terminal.see('No archives yet.');
  expect(terminal.client.transfers).toHaveLength(0);
});

/** Root may read everything; for a test it is not root. */
function becomeNobody(): void {
  if (process.getuid?.() !== 0) return;
  process.seteuid?.(65_534);
  onTestFinished(() => process.seteuid?.(0));
}
