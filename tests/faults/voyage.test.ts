import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forbid, runWithoutPrivilege } from '../support/privilege.ts';
import { programPath, runProgram } from '../support/program.ts';
import { runOnSmallDisk } from '../support/smallDisk.ts';
import { createWorld, username, type World, writeSource } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

interface Failure {
  readonly error: { readonly code: string; readonly message: string; readonly next: string };
}

/** Each fault has a code and a sentence of its own; every sentence comes with a next step. */
async function fails(
  args: readonly string[],
  exitCode: number,
  code: string,
  sentence: RegExp,
): Promise<void> {
  const finished = await world.json(...args);
  const { error } = finished.document as Failure;
  expect(error.code).toBe(code);
  expect(error.message).toMatch(sentence);
  expect(error.next).not.toBe('');
  expect(finished.exitCode).toBe(exitCode);
}

describe('the connection', () => {
  test('a wrong password', async () => {
    const file = await writeSource(world, 'wrong-password', 'nonsense');
    await fails(
      ['login', ...world.server, '--password-file', file],
      4,
      'wrong-credentials',
      /does not accept this password for ada/,
    );
  });

  test('a wrong port', async () => {
    const port = await unusedPort();
    await fails(
      ['login', '--host', '127.0.0.1', '--port', String(port), '--username', username],
      3,
      'connection-refused',
      new RegExp(`refuses connections on port ${port}`),
    );
  });

  test('a server of another authority', async () => {
    const strange = join(world.folder, 'strange');
    const environment = { SECURE_CLIENT_HOME: strange };
    await runProgram(['certs', 'init'], environment);
    await runProgram(['certs', 'issue', 'client', username], environment);
    await fails(
      ['login', ...world.server, '--home', strange],
      3,
      'server-authority-unknown',
      /was not issued by your authority/,
    );
  });

  test('a missing certificate', async () => {
    const key = join(world.home, 'certs/client.key');
    await rename(key, `${key}.away`);
    try {
      await fails(
        ['login', ...world.server],
        3,
        'client-certificate-missing',
        /There is no certificate file .*client\.key/,
      );
    } finally {
      await rename(`${key}.away`, key);
    }
  });
});

describe('a file that cannot be read', () => {
  test('on its own: nothing is sent', async () => {
    const path = await writeSource(world, 'forbidden.txt', 'nobody');
    await forbid(path);
    const { exitCode, stdout } = await runUpload(path);

    expect((JSON.parse(stdout) as Failure).error).toMatchObject({
      code: 'path-unreadable',
      message: `${path} cannot be read (EACCES).`,
    });
    expect(exitCode).toBe(5);
    expect((await world.json('list', ...world.server)).document).toEqual({ archives: [] });
  });

  test('among others: the rest is stored, and the warning names it', async () => {
    const folder = join(world.folder, 'mixed');
    await mkdir(folder);
    await writeFile(join(folder, 'open.txt'), 'everybody');
    await writeFile(join(folder, 'forbidden.txt'), 'nobody');
    await forbid(join(folder, 'forbidden.txt'));
    const { exitCode, stdout } = await runUpload(folder);

    expect(exitCode).toBe(8);
    expect(JSON.parse(stdout)).toMatchObject({
      entries: 2,
      warnings: [{ path: join(folder, 'forbidden.txt'), problem: 'unreadable', detail: 'EACCES' }],
    });
  });
});

describe('a full disk', () => {
  test('while restoring leaves nothing behind', async () => {
    const source = await writeSource(world, 'large.raw', randomBytes(3_000_000));
    const { document } = await world.json('upload', source, ...world.server);
    const { name } = document as { name: string };
    const disk = join(world.folder, 'small-disk');
    await mkdir(disk);

    const download = ['download', name, '--to', join(disk, 'restored'), ...world.server, '--json'];
    const { exitCode, stdout, left } = await runOnSmallDisk(disk, download, world.environment);

    expect((JSON.parse(stdout) as Failure).error).toMatchObject({ code: 'disk-full' });
    expect(exitCode).toBe(10);
    expect(left).toEqual([disk]);
  });
});

describe('a broken file of the home', () => {
  test('is set aside and said, never overwritten', async () => {
    const schedule = join(world.home, 'upload_schedule.json');
    await writeFile(schedule, '{"half');
    const { document, exitCode } = await world.json('schedule', 'list');

    expect((document as Failure).error.code).toBe('file-set-aside');
    expect(exitCode).toBe(10);
    const aside =
      (await readdir(world.home)).find((name) => name.startsWith('upload_schedule.json.broken-')) ?? '';
    expect(await readFile(join(world.home, aside), 'utf8')).toBe('{"half');
  });
});

function runUpload(path: string) {
  return runWithoutPrivilege([programPath, 'upload', path, ...world.server, '--json'], world.environment);
}

/** A port on which nothing listens. */
async function unusedPort(): Promise<number> {
  for (let port = 20_000; ; port += 1) {
    const isFree = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(false);
      });
      socket.once('error', () => resolve(true));
    });
    if (isFree) return port;
  }
}
