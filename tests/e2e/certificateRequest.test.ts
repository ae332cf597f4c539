import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { createWorld, password, username, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test('a key made on one machine gets its certificate on another, and logs in with it', async () => {
  const home = join(world.folder, 'new machine');
  const newMachine = { SECURE_CLIENT_HOME: home, SECURE_CLIENT_PASSWORD: password };
  const asked = await runProgram(['certs', 'request', '--name', username], newMachine);
  expect(asked.exitCode).toBe(0);
  expect(asked.stdout).toContain('certs issue client --csr client.csr');

  const mail = join(world.folder, 'mail');
  await mkdir(mail);
  await copyFile(join(home, 'certs/client.csr'), join(mail, 'client.csr'));
  const issued = await world.json('certs', 'issue', 'client', '--csr', join(mail, 'client.csr'));
  expect(issued.document).toEqual({
    name: username,
    certificate: join(mail, 'client.crt'),
    authority: join(mail, 'ca.crt'),
  });

  const imported = await runProgram(
    ['certs', 'import', join(mail, 'client.crt'), '--ca', join(mail, 'ca.crt'), '--json'],
    newMachine,
  );
  expect(imported.exitCode, imported.stdout).toBe(0);
  expect(await readFile(join(home, 'certs/client.key'), 'utf8')).toContain('BEGIN PRIVATE KEY');
  const listed = await runProgram(['list', ...world.server, '--json'], newMachine);
  expect(JSON.parse(listed.stdout)).toEqual({ archives: [] });
});

test('a request is for a client, and a certificate without a request for a name', async () => {
  const server = await world.json('certs', 'issue', 'server', 'nas', '--csr', 'nas.csr');
  expect(server).toMatchObject({ exitCode: 2, document: { error: { code: 'usage' } } });
  const nobody = await world.json('certs', 'issue', 'client');
  expect(nobody).toMatchObject({ exitCode: 2, document: { error: { code: 'usage' } } });
});
