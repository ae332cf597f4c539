import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { createWorld, username, type World, writeSource } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('login', () => {
  test('checks the server and remembers everything but the password', async () => {
    const { exitCode, document } = await world.json('login', ...world.server, '--remember');

    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ username, tls: 'TLSv1.3', passphrase_is_password: true });
    const config: unknown = JSON.parse(await readFile(join(world.home, 'config.json'), 'utf8'));
    expect(config).toEqual({ version: 1, host: '127.0.0.1', port: world.port, username });
    expect((await stat(join(world.home, 'config.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(world.home)).mode & 0o777).toBe(0o700);
  });
});

describe('an archive', () => {
  test('comes back from the server as it was', async () => {
    const folder = join(world.folder, 'site');
    await mkdir(join(folder, 'nested'), { recursive: true });
    const content = randomBytes(3_000_000);
    await writeFile(join(folder, 'nested', 'image.raw'), content);
    await writeFile(join(folder, 'page.html'), '<p>été</p>');
    await utimes(join(folder, 'page.html'), 1_700_000_000.25, 1_700_000_000.25);

    const upload = await world.json('upload', folder, ...world.server);
    expect(upload.exitCode).toBe(0);
    expect(upload.document).toMatchObject({ bytes: 3_000_012, entries: 4, warnings: [] });
    const { name } = upload.document as { name: string };
    expect(name).toMatch(/^site_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.enc$/);

    const list = await world.json('list', ...world.server);
    expect(list.document).toMatchObject({ archives: [{ name, stale: false }] });

    const destination = join(world.folder, 'restored');
    const download = await world.json('download', name, '--to', destination, ...world.server);
    expect(download.exitCode).toBe(0);
    expect(download.document).toMatchObject({ name, destination, entries: 4, bytes: 3_000_012 });
    expect(sha256(await readFile(join(destination, 'site/nested/image.raw')))).toBe(sha256(content));
    expect((await stat(join(destination, 'site/page.html'))).mtimeMs).toBe(1_700_000_000_250);
  });

  test('is sealed: the server holds nothing that was in it', async () => {
    const secret = 'a sentence that nobody else shall read';
    const path = await writeSource(world, 'secret.txt', secret.repeat(1000));
    const { document } = await world.json('upload', path, ...world.server);
    const { name } = document as { name: string };

    const stored = await readFile(join(world.folder, 'server/archives', username, name));
    expect(stored.includes(secret)).toBe(false);
    expect(stored.subarray(0, 4).toString('latin1')).toBe('\x89SCA');
  });

  test('does not overwrite files without being told to', async () => {
    const path = await writeSource(world, 'notes.txt', 'new');
    const { document } = await world.json('upload', path, ...world.server);
    const { name } = document as { name: string };
    const destination = join(world.folder, 'occupied');
    await mkdir(destination);
    await writeFile(join(destination, 'notes.txt'), 'old');

    const refused = await world.json('download', name, '--to', destination, ...world.server);
    expect(refused.exitCode).toBe(7);
    expect(refused.document).toMatchObject({ error: { code: 'would-overwrite' } });
    expect(await readFile(join(destination, 'notes.txt'), 'utf8')).toBe('old');
    expect(await readdir(destination)).toEqual(['notes.txt']);

    const forced = await world.json(
      'download',
      name,
      '--to',
      destination,
      '--overwrite',
      'always',
      ...world.server,
    );
    expect(forced.exitCode).toBe(0);
    expect(await readFile(join(destination, 'notes.txt'), 'utf8')).toBe('new');
  });

  test('sealed for a recipient alone cannot be opened with the password', async () => {
    const key = join(world.folder, 'restore.key');
    const { document: made } = await world.json('certs', 'keygen', '-o', key);
    const { recipient } = made as { recipient: string };
    const path = await writeSource(world, 'for-one.txt', 'for one reader');
    const { document } = await world.json('upload', path, '--recipient', recipient, ...world.server);
    const { name } = document as { name: string };

    const refused = await world.json('show', name, ...world.server);
    expect(refused.document).toMatchObject({ error: { code: 'passphrase-or-envelope-wrong' } });
    expect(refused.exitCode).toBe(6);
    const shown = await world.json('show', name, '--identity', key, ...world.server);
    expect(shown.document).toMatchObject({ entries: [{ path: 'for-one.txt', size: 14 }] });
  });

  test('renamed by the server is refused', async () => {
    const path = await writeSource(world, 'swapped.txt', 'one');
    const { document } = await world.json('upload', path, ...world.server);
    const { name } = document as { name: string };
    const archives = join(world.folder, 'server/archives', username);
    await writeFile(join(archives, 'other.enc'), await readFile(join(archives, name)));

    const refused = await world.json(
      'download',
      'other.enc',
      '--to',
      join(world.folder, 'swap'),
      ...world.server,
    );
    expect(refused.document).toMatchObject({ error: { code: 'archive-swapped' } });
    expect(refused.exitCode).toBe(6);
    await expect(stat(join(world.folder, 'swap'))).rejects.toThrow();
  });
});

describe('schedule', () => {
  test('uploads what is due, notes when, and is quiet for 24 hours', async () => {
    const path = await writeSource(world, 'daily.txt', 'every day');
    const file = join(world.home, 'upload_schedule.json');

    await world.json('schedule', 'add', path);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ [path]: 0 });

    const before = Math.floor(Date.now() / 1000);
    const run = await world.json('schedule', 'run', ...world.server);
    expect(run.document).toMatchObject({ runs: [{ path, entries: 1, warnings: [] }] });
    const noted = (JSON.parse(await readFile(file, 'utf8')) as Record<string, number>)[path];
    expect(noted).toBeGreaterThanOrEqual(before);

    const again = await world.json('schedule', 'run', ...world.server);
    expect(again.document).toEqual({ runs: [] });

    await writeFile(file, JSON.stringify({ [path]: before - 24 * 3600 }));
    const nextDay = await world.json('schedule', 'run', ...world.server);
    expect(nextDay.document).toMatchObject({ runs: [{ path }] });

    const removed = await world.json('schedule', 'remove', path);
    expect(removed.document).toEqual({ schedule: [] });
  });
});

describe('without a server', () => {
  test('seal, list, verify, open in part and rewrap work on a file', async () => {
    const folder = join(world.folder, 'etc');
    await mkdir(join(folder, 'ssh'), { recursive: true });
    await writeFile(join(folder, 'hosts'), '127.0.0.1 localhost\n');
    await writeFile(join(folder, 'ssh/config'), 'Host *\n');
    const archive = join(world.folder, 'etc.enc');
    const passphrase = await writeSource(world, 'passphrase', 'one\n');
    const next = await writeSource(world, 'next', 'two\n');

    expect((await world.json('seal', folder, '-o', archive, '--passphrase-file', passphrase)).exitCode).toBe(
      0,
    );
    const listed = await world.json('open', archive, '--list', '--passphrase-file', passphrase);
    expect(listed.document).toMatchObject({ entries: [{ path: 'etc' }, { path: 'etc/hosts' }, {}, {}] });
    const verified = await world.json('open', archive, '--verify', '--passphrase-file', passphrase);
    expect(verified.document).toMatchObject({ archives: [{ entries: 4 }] });

    const to = join(world.folder, 'part');
    await world.json('open', archive, '--only', 'etc/ssh', '--to', to, '--passphrase-file', passphrase);
    expect(await readdir(join(to, 'etc'))).toEqual(['ssh']);

    const rewrap = [
      'rewrap',
      '--file',
      archive,
      '--passphrase-file',
      passphrase,
      '--new-passphrase-file',
      next,
    ];
    expect((await world.json(...rewrap)).exitCode).toBe(0);
    expect((await world.json('open', archive, '--list', '--passphrase-file', passphrase)).exitCode).toBe(6);
    expect((await world.json('open', archive, '--list', '--passphrase-file', next)).exitCode).toBe(0);
  });
});

describe('usage', () => {
  test('the screens without a terminal are refused in one line', async () => {
    const { exitCode, stderr } = await runProgram([], world.environment);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('need a terminal');
  });

  test('an unknown option is refused with exit code 2', async () => {
    expect((await runProgram(['list', '--nonsense'])).exitCode).toBe(2);
  });

  test('errors are said in French where French is asked for', async () => {
    const { stderr } = await runProgram(
      ['list', '--lang', 'fr', '--home', join(world.folder, 'nowhere'), ...world.server],
      {
        SECURE_CLIENT_PASSWORD: 'x',
      },
    );
    expect(stderr).toContain('Il n’y a pas de fichier de certificat');
  });
});
