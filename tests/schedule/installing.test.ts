import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeUnits } from '../../src/schedule/units/unitFiles.ts';
import { runProgram } from '../support/program.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secure-client-units-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const home = () => join(folder, 'home');
const units = () => join(folder, 'config/systemd/user');
const client = (...args: string[]) =>
  runProgram(['schedule', ...args, '--json'], {
    SECURE_CLIENT_HOME: home(),
    XDG_CONFIG_HOME: join(folder, 'config'),
  });
const install = (...args: string[]) =>
  client('install', '--host', 'backup.example.org', '--port', '8443', '--username', 'ada', ...args);

test('writes the service and the timer, and says what to run next', async () => {
  const { exitCode, stdout } = await install();
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    written: true,
    next: [
      'systemctl --user daemon-reload',
      'systemctl --user enable --now secure-client-schedule.timer',
      'loginctl enable-linger',
    ],
  });
  expect(await readdir(units())).toEqual(['secure-client-schedule.service', 'secure-client-schedule.timer']);
  const service = await readFile(join(units(), 'secure-client-schedule.service'), 'utf8');
  expect(service).toContain(`--home ${home()} --host backup.example.org --port 8443 --username ada\n`);
});

test('may be repeated', async () => {
  await install();
  expect((await install()).exitCode).toBe(0);
});

test('writes nothing when it is only to show', async () => {
  const { stdout } = await install('--print');
  expect(JSON.parse(stdout)).toMatchObject({ written: false });
  await expect(readdir(units())).rejects.toThrow('ENOENT');
});

test('never replaces a unit of someone else', async () => {
  await mkdir(units(), { recursive: true });
  const path = join(units(), 'secure-client-schedule.timer');
  await writeFile(path, '[Timer]\n');
  const { exitCode, stdout } = await install();
  expect(exitCode).toBe(7);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'file-exists' } });
  expect(await readdir(units())).toEqual(['secure-client-schedule.timer']);
});

test('needs to know the server', async () => {
  const { exitCode, stdout } = await client('install');
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'usage' } });
});

test('refuses what no unit can hold', async () => {
  const { exitCode } = await install('--home', join(folder, 'two\nlines'));
  expect(exitCode).toBe(2);
});

test('is undone: what was installed goes, and nothing else', async () => {
  await install();
  const wants = join(units(), 'timers.target.wants');
  await mkdir(wants);
  const timer = 'secure-client-schedule.timer';
  await symlink(join(units(), timer), join(wants, timer));
  await symlink('/elsewhere.timer', join(wants, 'other.timer'));
  await writeFile(join(units(), 'other.timer'), '');

  const { stdout } = await client('uninstall');
  expect((JSON.parse(stdout) as { removed: string[] }).removed).toHaveLength(3);
  expect(await readdir(units())).toEqual(['other.timer', 'timers.target.wants']);
  expect(await readdir(wants)).toEqual(['other.timer']);
  expect(await removeUnits(units())).toEqual([]);
});
