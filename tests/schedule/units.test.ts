import { chmod, chown, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { crontabLine } from '../../src/schedule/units/crontab.ts';
import type { Installation } from '../../src/schedule/units/installation.ts';
import { planUnits } from '../../src/schedule/units/planUnits.ts';
import { type Manager, serviceUnit } from '../../src/schedule/units/systemd.ts';
import { writeUnits } from '../../src/schedule/units/unitFiles.ts';
import { hasPeers } from '../support/peers.ts';
import { run } from '../support/program.ts';

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

  const noFacts = { sources: [], environment: {} };
  const linesOf = async (manager: Manager, installation: Installation, facts: object = {}) => {
    const [service] = await planUnits(installation, manager, { ...noFacts, ...facts });
    return service?.content.split('\n') ?? [];
  };

  test('run the schedule at ease, and take a remark for no failure', async () => {
    expect(await linesOf('user', plain)).toEqual(
      expect.arrayContaining([
        ...['# Written by: secure-client schedule install', 'Description=Scheduled uploads of secure-client'],
        ...['Type=oneshot', 'SuccessExitStatus=8 9', 'Nice=10', 'IOSchedulingPriority=7'],
        ...['UMask=0077', 'LimitCORE=0', 'NoNewPrivileges=yes'],
      ]),
    );
  });

  test('of the system wait for the network, and run as who owns the home', async () => {
    const home = join(folder, 'home');
    await mkdir(home);
    const { uid } = await stat(home);
    const lines = await linesOf('system', { ...plain, home });
    expect(lines).toEqual(
      expect.arrayContaining(['After=network-online.target', 'Wants=network-online.target']),
    );
    expect(lines.filter((line) => line.startsWith('User='))).toEqual(uid === 0 ? [] : [`User=${uid}`]);
    await chown(home, 54_321, 54_321).catch(() => {});
    const owner = (await stat(home)).uid;
    if (owner !== 0) expect(await linesOf('system', { ...plain, home })).toContain(`User=${owner}`);
    expect((await linesOf('user', { ...plain, home })).join()).not.toMatch(/network-online|User=/);
    const missing = linesOf('system', { ...plain, home: join(folder, 'gone') });
    await expect(missing).rejects.toMatchObject({ code: 'path-not-found' });
  });

  test('of the system write where the metrics go, too', async () => {
    const lines = await linesOf('system', { ...plain, home: '/' }, { metricsFile: '/srv/metrics/x.prom' });
    expect(lines.filter((line) => line.startsWith('ReadWritePaths='))).toEqual([
      'ReadWritePaths=/',
      'ReadWritePaths=/srv/metrics',
    ]);
  });

  test.each([
    { home: '/a\nb' },
    { node: '/a\rb' },
    { program: '/a\nb' },
    { secretFiles: { password: '/a\nb' } },
  ])('hold no line breaks: %j is refused', async (change) => {
    const refused = linesOf('user', { ...plain, ...change });
    await expect(refused).rejects.toMatchObject({ facts: { problem: 'path-with-line-break' } });
  });

  test('go where their manager looks for them', async () => {
    const folderOf = async (manager: Manager, environment: Record<string, string>) =>
      dirname(
        (await planUnits({ ...plain, home: '/' }, manager, { ...noFacts, environment }))[0]?.path ?? '',
      );
    expect(await folderOf('system', {})).toBe('/etc/systemd/system');
    expect(await folderOf('user', { XDG_CONFIG_HOME: '/x' })).toBe('/x/systemd/user');
    expect(await folderOf('user', {})).toBe(join(homedir(), '.config/systemd/user'));
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
