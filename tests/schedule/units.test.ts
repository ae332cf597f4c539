import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { crontabLine } from '../../src/schedule/units/crontab.ts';
import type { Installation } from '../../src/schedule/units/installation.ts';
import { planUnits } from '../../src/schedule/units/planUnits.ts';
import { type Manager, serviceUnit } from '../../src/schedule/units/systemd.ts';
import { removeUnits, writeUnits } from '../../src/schedule/units/unitFiles.ts';
import { hasPeers } from '../support/peers.ts';
import { run, runProgram } from '../support/program.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secure-client-units-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** All that means something to systemd, to cron or to a shell. */
const awkward = 'a b % %h \'single\' "double" $HOME `id` \\x20 ; & é';

/** A program in a folder of that name that prints its arguments, and all else there too. */
async function awkwardInstallation(name = awkward): Promise<Installation> {
  const home = join(folder, awkward);
  await mkdir(home);
  const node = join(folder, name, 'node');
  await mkdir(dirname(node), { recursive: true });
  await writeFile(node, '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  await chmod(node, 0o755);
  return {
    node,
    program: join(home, 'cli.js'),
    home,
    secretFiles: { password: join(home, 'password'), keyPassphrase: join(home, 'key passphrase') },
    options: ['--username', awkward],
  };
}

const plain: Installation = {
  node: '/usr/bin/node',
  program: '/opt/cli.js',
  home: '/home/ada/.backup',
  secretFiles: {},
  options: [],
};
const settings = { writable: ['/home/ada/.backup'], isTmpPrivate: true };

describe('the line for cron', () => {
  test('means to cron and its shell what it should, whatever the paths are', async () => {
    const installation = await awkwardInstallation();
    const line = crontabLine(installation);

    const [, command = ''] = /^\*\/15 \* \* \* \* (.*)$/.exec(line) ?? [];
    expect(command.match(/(?<!\\)%/g)).toBeNull();
    const seenByShell = command.replaceAll('\\%', '%');
    const { exitCode, stdout } = await run('/bin/sh', ['-c', seenByShell]);
    expect(exitCode).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual([
      installation.program,
      'schedule',
      'run',
      '--quiet',
      '--home',
      installation.home,
      '--username',
      awkward,
      '--password-file',
      installation.secretFiles.password,
      '--key-passphrase-file',
      installation.secretFiles.keyPassphrase,
    ]);
  });
});

describe('the units for systemd', () => {
  const hasSystemd = hasPeers([['systemd-analyze', '--version']], 'systemd');

  test.runIf(hasSystemd).each<[Manager, string]>([
    ['user', awkward],
    ['system', awkward],
    // What systemd takes in the path of a program: it tells where that is not there, so this proves the quoting.
    ['user', 'a b % %h ; & é'],
  ])('of the %s manager are accepted by systemd without a remark, in a folder %s', async (manager, name) => {
    const installation = await awkwardInstallation(name);
    const units = await planUnits(installation, manager, {
      sources: [],
      metricsFile: join(installation.home, 'metrics', 'x.prom'),
      environment: {},
    });
    const files = units.map(({ path, content }) => ({ path: join(folder, basename(path)), content }));
    await writeUnits(files);

    const paths = files.map(({ path }) => path);
    const verified = await run('systemd-analyze', [`--${manager}`, 'verify', ...paths], {
      XDG_RUNTIME_DIR: folder,
    });
    expect(verified).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test('leave V8 the memory that it writes code to', () => {
    expect(serviceUnit(plain, 'system', settings)).not.toContain('MemoryDenyWriteExecute');
  });

  test('of a user make no user namespace, in which files of others would belong to nobody', () => {
    expect(serviceUnit(plain, 'user', settings)).not.toMatch(/^(Protect|Private|ReadWrite|Capability)/m);
  });

  test('of the system write to the home alone', () => {
    const unit = serviceUnit(plain, 'system', settings);
    expect(unit).toContain('\nProtectSystem=strict\n');
    expect(unit.match(/^ReadWritePaths=.*$/gm)).toEqual(['ReadWritePaths=/home/ada/.backup']);
  });

  test('hide /tmp, unless something that is needed lies there', async () => {
    const plan = async (source: string) => {
      const facts = { sources: [source], environment: {} };
      return (await planUnits({ ...plain, home: '/' }, 'system', facts))[0]?.content;
    };
    expect(await plan('/etc')).toContain('PrivateTmp=yes');
    expect(await plan('/tmp/export')).not.toContain('PrivateTmp');
  });

  test('hand the secrets over as credentials, not as arguments', () => {
    const unit = serviceUnit({ ...plain, secretFiles: { password: '/root/pw' } }, 'system', settings);
    expect(unit).toContain('\nLoadCredential=secure-client.password:/root/pw\n');
    expect(unit.match(/^ExecStart=.*$/m)?.[0]).not.toContain('/root/pw');
  });
});

describe('installing', () => {
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
    expect(await readdir(units())).toEqual([
      'secure-client-schedule.service',
      'secure-client-schedule.timer',
    ]);
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
});
