import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { startOnTerminal } from '../support/pty.ts';

let home: string;
let file: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'secure-client-config-'));
  file = join(home, 'config.json');
});
afterEach(() => rm(home, { recursive: true, force: true }));

const nas = { host: 'nas.example.org', port: 8443, username: 'ada' };
const write = (config: unknown) => writeFile(file, JSON.stringify({ version: 1, ...(config as object) }));
const written = async (): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
const config = (...args: string[]) => runProgram(['config', ...args], { SECURE_CLIENT_HOME: home });

describe('a setting', () => {
  test('is set, shown and taken away again, in a file that only its owner reads', async () => {
    expect(await config('set', 'port', '8443')).toMatchObject({ exitCode: 0, stdout: 'port is now 8443\n' });
    expect(await written()).toEqual({ version: 1, port: 8443 });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await config('get', 'port')).toMatchObject({ exitCode: 0, stdout: '8443\n' });
    expect(await config('unset', 'port')).toMatchObject({ exitCode: 0, stdout: 'port is no longer set.\n' });
    expect(await written()).toEqual({ version: 1 });
  });

  test('is given as JSON where it is a list or an object, and shown as such', async () => {
    await config('set', 'hooks.on_failure', '{"command":["report","backup"]}');
    expect(await written()).toEqual({
      version: 1,
      hooks: { on_failure: [{ command: ['report', 'backup'] }] },
    });
    const shown = await config('get', 'hooks', '--json');
    expect(JSON.parse(shown.stdout)).toEqual({
      key: 'hooks',
      value: { on_failure: [{ command: ['report', 'backup'] }] },
    });
  });

  test('that is not set is not found, and counts as what is usual', async () => {
    const { exitCode, stderr } = await config('get', 'timeouts.connect');
    expect(exitCode).toBe(5);
    expect(stderr).toContain('timeouts.connect is not set; it counts as 10.');
  });

  test.each([
    ['en', 'theme has to be one of default, light, high-contrast, monochrome.'],
    ['fr', 'theme doit être l’une des valeurs default, light, high-contrast, monochrome.'],
  ])('that cannot have a value says which it takes (%s)', async (language, sentence) => {
    const { exitCode, stderr } = await config('set', 'theme', 'blue', '--lang', language);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(sentence);
    expect(await readdir(home)).toEqual([]);
  });

  test.each([
    ['en', 'There is no setting prot.\nDo you mean port? There are: host, port, username'],
    ['fr', 'Il n’y a pas de réglage prot.\nVouliez-vous dire port ? Il y a : host, port, username'],
  ])('that does not exist names those that do (%s)', async (language, sentence) => {
    const { exitCode, stderr } = await config('set', 'prot', '1', '--lang', language);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(sentence);
  });

  test.each([
    ['en', 'login --remember-password keeps one'],
    ['fr', 'login --remember-password en garde un'],
  ])('is never a password (%s)', async (language, sentence) => {
    const { exitCode, stderr } = await config('set', 'password', 'secret', '--lang', language);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('secret');
    expect(await readdir(home)).toEqual([]);
  });
});

describe('a password of an earlier version', () => {
  test('is not shown, and can be taken away', async () => {
    await write({ ...nas, password: 'hunter2' });
    const [list, get] = await Promise.all([config('list'), config('get', 'password')]);
    expect(list.stdout + list.stderr + get.stdout + get.stderr).not.toContain('hunter2');
    expect(list.stderr).toContain('A password of an earlier version is here in the clear.');
    expect(get.exitCode).toBe(2);
    await config('unset', 'password');
    expect(await written()).toEqual({ version: 1, ...nas });
  });

  test('is not kept for another server, and neither is that the server may read what it gets', async () => {
    await write({ ...nas, password: 'hunter2', mode: 'server' });
    const { stdout } = await config('set', 'host', 'other.example.org', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ value: 'other.example.org', dropped: ['mode', 'password'] });
    expect(await written()).toEqual({ version: 1, ...nas, host: 'other.example.org' });
  });
});

describe('the settings of a profile', () => {
  test('are read and changed by its name, as an option or in the key', async () => {
    await write({ profiles: { 'nas.example.org': nas } });
    await config('set', 'port', '443', '--profile', 'nas.example.org');
    expect(await config('get', 'profiles.nas.example.org.port')).toMatchObject({ stdout: '443\n' });
    const { stdout } = await config('list', '--profile', 'nas.example.org', '--json');
    expect(JSON.parse(stdout)).toEqual({
      values: {
        'profiles.nas.example.org.host': nas.host,
        'profiles.nas.example.org.port': 443,
        'profiles.nas.example.org.username': nas.username,
      },
      defaults: { 'profiles.nas.example.org.mode': 'client' },
    });
  });

  test('cannot lose one that the others need, but all of them', async () => {
    await write({ profiles: { office: nas } });
    const refused = await config('unset', 'profiles.office.host');
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain('config unset "profiles.office"');
    await config('unset', 'profiles.office');
    expect(await written()).toEqual({ version: 1 });
  });

  test.each([
    ['a profile that is not there', ['get', 'host', '--profile', 'ofice'], 5, 'There are: office.'],
    ['a field that no profile has', ['get', 'profiles.office.hots'], 2, 'Do you mean profiles.office.host?'],
  ] as const)('are not those of %s', async (_what, args, exitCode, sentence) => {
    await write({ profiles: { office: nas } });
    const refused = await config(...args);
    expect(refused).toMatchObject({ exitCode });
    expect(refused.stderr).toContain(sentence);
  });
});

test('list shows what is set, and what counts where nothing is', async () => {
  await write({ theme: 'light', timeouts: { connect: 5 } });
  const { stdout } = await config('list', '--lang', 'fr');
  expect(stdout).toMatch(/^theme +light$/m);
  expect(stdout).toMatch(/^timeouts.connect +5$/m);
  expect(stdout).toMatch(/^mode +client \(par défaut\)$/m);
});

test('path says where the file is, which need not exist yet', async () => {
  expect(await config('path')).toMatchObject({ exitCode: 0, stdout: `${file}\n` });
});

test('changes by several processes at once do not undo each other', async () => {
  const names = ['connect', 'handshake', 'idle', 'answer'];
  await Promise.all(names.map((name) => config('set', `timeouts.${name}`, '7')));
  expect(await written()).toEqual({
    version: 1,
    timeouts: Object.fromEntries(names.map((name) => [name, 7])),
  });
});

describe('schema', () => {
  test.each([
    [[], 'config.json of secure-client'],
    [['schedule'], 'upload_schedule.json of secure-client'],
  ])('%j prints that of one file', async (which, title) => {
    const { stdout } = await config('schema', ...which, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ title, $schema: 'http://json-schema.org/draft-07/schema#' });
  });
});

describe('edit', () => {
  /** An editor that writes; it gets the name of the copy as its last argument. */
  const writing = (text: string) => `sh -c 'printf %s "$0" > "$1"' '${text}'`;
  const editWith = (editor: Record<string, string>, ...args: string[]) =>
    runProgram(['config', 'edit', ...args], { SECURE_CLIENT_HOME: home, ...editor });

  test('takes what the editor wrote, as it is written', async () => {
    const text = '{\n    "theme": "light"\n}\n';
    expect(await editWith({ EDITOR: writing(text) })).toMatchObject({
      exitCode: 0,
      stdout: `Changed ${file}\n`,
    });
    expect(await readFile(file, 'utf8')).toBe(text);
    expect((await readdir(home)).sort()).toEqual(['config.json', 'state']);
  });

  test('works on a copy that only its owner reads, in the same folder', async () => {
    await write(nas);
    const look = join(home, 'look');
    await editWith({ VISUAL: `sh -c 'stat -c "%a %n" "$1" > ${look}' sh`, EDITOR: 'false' });
    expect(await readFile(look, 'utf8')).toMatch(new RegExp(`^600 ${home}/config\\.edit-\\w+\\.json\n$`));
  });

  test('says so when nothing was changed', async () => {
    await write(nas);
    expect(await editWith({ EDITOR: 'true' })).toMatchObject({
      exitCode: 0,
      stdout: `${file} is unchanged.\n`,
    });
  });

  test.each([
    ['no JSON', '{\n "host": nas }', 'en', 'This is no JSON: line 2, column 10.'],
    ['a misspelt key', '{"langage":"fr"}', 'en', 'There is no setting langage; do you mean language?'],
    ['a value out of bounds', '{"port":0}', 'fr', 'port doit être un nombre entier de 1 à 65535.'],
    [
      'a hook that calls nobody',
      '{"hooks":{"on_start":[{}]}}',
      'fr',
      'hooks.on_start doit être du JSON comme [{',
    ],
  ])('refuses %s, and leaves the file as it was', async (_what, text, language, sentence) => {
    await write(nas);
    const refused = await editWith({ EDITOR: writing(text) }, '--lang', language);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(sentence);
    expect(await written()).toEqual({ version: 1, ...nas });
    expect(await readdir(home)).toEqual(['config.json']);
  });

  test('mends a file that is broken', async () => {
    await writeFile(file, '{"host":');
    await editWith({ EDITOR: writing('{"host":"nas"}') });
    expect(await written()).toEqual({ host: 'nas' });
  });

  test('does not undo what someone else changed meanwhile, and keeps what was written', async () => {
    await write(nas);
    const meanwhile = `sh -c 'printf {\\"theme\\":\\"light\\"} > ${file}; printf {} > "$1"' sh`;
    const { exitCode, stderr } = await editWith({ EDITOR: meanwhile });
    expect(exitCode).toBe(7);
    expect(await written()).toEqual({ theme: 'light' });
    const [, copy = ''] = /(\/\S+edit-\w+\.json)/.exec(stderr) ?? [];
    expect(await readFile(copy, 'utf8')).toBe('{}');
  });

  test.each([
    ['none is set and nobody can type', {}, 'No editor is set.'],
    ['there is none of that name', { EDITOR: 'no-such-editor' }, 'There is no editor no-such-editor.'],
    ['it fails', { EDITOR: 'false' }, 'false ended with exit code 1: nothing was changed.'],
  ])('needs an editor: %s', async (_what, editor, sentence) => {
    const { exitCode, stderr } = await editWith(editor);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(sentence);
    expect(stderr).toContain('VISUAL');
    expect(await readdir(home)).toEqual([]);
  });

  test('on a terminal asks whether to edit again, with what was written', async () => {
    await write(nas);
    // Writes nonsense at first, and mends it the second time.
    const editor = `sh -c 'grep -q nonsense "$1" && printf {} > "$1" || printf nonsense > "$1"' sh`;
    const terminal = startOnTerminal(['config', 'edit'], home, { SECURE_CLIENT_HOME: home, EDITOR: editor });
    await terminal.see('This is no JSON');
    await terminal.see('Edit again? [y/N]');
    terminal.press('y\r');
    expect(await terminal.exited).toBe(0);
    expect(await written()).toEqual({});
  });

  test('says once what is wrong where nobody wants to edit again', async () => {
    await write(nas);
    const editor = { SECURE_CLIENT_HOME: home, EDITOR: writing('nonsense') };
    const terminal = startOnTerminal(['config', 'edit'], home, editor);
    await terminal.see('Edit again? [y/N]');
    terminal.press('n\r');
    await terminal.see('is unchanged');
    expect(await terminal.exited).toBe(0);
    expect(await written()).toEqual({ version: 1, ...nas });
  });

  test('keeps what the editor says out of the result', async () => {
    const { stdout, stderr } = await editWith({ EDITOR: 'echo drawn;:' }, '--json');
    expect(JSON.parse(stdout)).toEqual({ path: file, changed: false });
    expect(stderr).toBe('drawn\n');
  });

  test.each([
    ['removes its file', 'rm'],
    ['makes a folder of it', `sh -c 'rm "$1"; mkdir "$1"' sh`],
  ])('is no crash where the editor %s', async (_what, EDITOR) => {
    await write(nas);
    expect(await editWith({ EDITOR })).toMatchObject({ exitCode: 5 });
    expect(await readdir(home)).toEqual(['config.json']);
  });
});
