import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { saveConfig } from '../../src/config/config.ts';
import { latest } from '../support/fakeClient.ts';
import { filled, openTerminal } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

const unnamed = { name: null, host: filled.host, port: 8443, username: 'alice' };
const nas = { name: 'nas', host: 'nas.example.org', port: 443, username: 'ada' };
const office = { name: 'office', host: 'office.example.org', port: 8443, username: 'a.lovelace' };
const login = { ...filled, remember: true, profiles: [unnamed, nas, office] };

const config = async (home: string) =>
  JSON.parse(await readFile(join(home, 'config.json'), 'utf8')) as unknown;
const without = ({ host, port, username }: typeof nas) => ({ host, port, username });
const prepare = (home: string) =>
  saveConfig(home, {
    version: 1,
    ...without({ ...nas, ...unnamed, name: '' }),
    profiles: { nas: without(nas), office: without(office) },
  });

test('one is chosen from a list, and fills the form in', async () => {
  const terminal = await openTerminal({ login });
  await terminal.see(/Profile +without a name · Ctrl\+P chooses among 3/);
  await terminal.type(keys.ctrl('p'));
  await terminal.see('► without a name  alice@backup.example.org:8443');
  await terminal.see('office          a.lovelace@office.example.org:8443');
  await terminal.type(`j${keys.enter}`);
  await terminal.see(/Profile +nas/);
  await terminal.see(/Server +nas\.example\.org\n +Port +443\n +Username +ada/);
  await terminal.see('► Password');
});

test('what was typed as a password for one is not sent to another', async () => {
  const terminal = await openTerminal({ login });
  await terminal.type(`${keys.ctrl('p')}${keys.down}${keys.enter}${keys.enter}`);
  await terminal.see('! needed');
  expect(terminal.client.logins).toHaveLength(0);
});

test('Escape leaves everything as it was', async () => {
  const terminal = await openTerminal({ login });
  await terminal.type(`${keys.ctrl('p')}jj`);
  await terminal.see('► office');
  await terminal.type(keys.escape);
  await terminal.see('► [ Connect ]');
  await terminal.see(/Server +backup\.example\.org/);
});

test('the one in use is remembered under its name, the others stay', async () => {
  const terminal = await openTerminal({ login: { ...login, ...strings(nas), profile: 'nas' }, prepare });
  await terminal.see(/Profile +nas/);
  await terminal.type(`${keys.up.repeat(4)}${keys.ctrl('u')}bob${keys.enter}${keys.enter}`);
  latest(terminal.client.logins).accept();
  await expect
    .poll(() => config(terminal.home))
    .toMatchObject({ host: filled.host, profiles: { nas: { ...without(nas), username: 'bob' } } });
  expect(await config(terminal.home)).toMatchObject({ profiles: { office: without(office) } });
});

test('the one in use is forgotten when the box is not ticked', async () => {
  const terminal = await openTerminal({ login: { ...login, ...strings(nas), profile: 'nas' }, prepare });
  await terminal.type(`${keys.up} ${keys.down}${keys.enter}`);
  latest(terminal.client.logins).accept();
  await expect
    .poll(() => config(terminal.home))
    .toEqual({
      version: 1,
      ...without({ ...nas, ...unnamed, name: '' }),
      profiles: { office: without(office) },
    });
});

test('without any there is no choice, and no key for it', async () => {
  const terminal = await openTerminal({ login: { ...filled, profiles: [unnamed] } });
  await terminal.type(keys.ctrl('p'));
  expect(terminal.screen()).not.toContain('Profile');
});

test.each([
  { columns: 60, rows: 16 },
  { columns: 120, rows: 40 },
])('of fifty, those around the highlight are shown in %o', async (size) => {
  const many = Array.from({ length: 50 }, (_, index) => ({ ...nas, name: `server ${index + 1}` }));
  const terminal = await openTerminal({ ...size, language: 'fr', login: { ...filled, profiles: many } });
  await terminal.type(keys.ctrl('p'));
  await terminal.see('► server 1 ');
  await terminal.type(keys.end);
  await terminal.see('► server 50');
  await terminal.see('└');
  expect(terminal.lines().at(-1)).toContain('Échap retour');
});

function strings({ host, port, username }: typeof nas) {
  return { host, port: String(port), username };
}
