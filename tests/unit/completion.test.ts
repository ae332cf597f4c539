import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bare, complete } from '../../src/commands/completion/complete.ts';
import { settingSources } from '../../src/commands/completion/settingSources.ts';
import { createProgram } from '../../src/commands/program.ts';
import { loadHelpText } from '../../src/text/help/helpText.ts';
import { runProgram } from '../support/program.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'completion-'));
  const nas = { host: 'nas', port: 8443, username: 'ada' };
  await writeFile(
    join(home, 'config.json'),
    JSON.stringify({ ...nas, profiles: { office: nas, 'old.nas': nas } }),
  );
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** What Tab offers behind a line, the last word of which is not finished. */
async function offered(line: string, folder = home): Promise<readonly string[] | string> {
  const words = line.split(' ');
  const program = createProgram(() => Promise.reject(new Error('no screens here')));
  const archives = async () => bare(['web_1.enc', 'web_2.enc', 'mail_1.enc']);
  const completion = await complete(
    program,
    await loadHelpText('en'),
    { ...settingSources(folder), archives },
    words.slice(0, -1),
    words.at(-1) ?? '',
  );
  return completion.kind === 'values' ? completion.values.map(({ value }) => value) : completion.kind;
}

test.each([
  ['the name of a setting', 'config get timeouts.a', ['timeouts.answer']],
  [
    'a section of settings',
    'config unset hook',
    ['hooks.on_start', 'hooks.on_success', 'hooks.on_failure', 'hooks.ping', 'hooks'],
  ],
  ['a setting of a profile, by its name', 'config set profiles.old.nas.p', ['profiles.old.nas.port']],
  ['a setting of a profile, which an option names', 'config get --profile office p', ['port']],
  ['what a setting takes', 'config set theme m', ['monochrome']],
  ['what a setting of a profile takes', 'config set --profile office mode ', ['client', 'server']],
  ['a path, where a setting takes one', 'config set metrics_file /var', 'files'],
  ['nothing, where a setting takes any word', 'config set host n', []],
  ['nothing, for a setting that does not exist', 'config set hots n', []],
  ['a profile', 'list --profile o', ['office', 'old.nas']],
  ['a profile, before the command', '--profile off', ['office']],
  ['a profile, behind an equals sign', 'upload --profile=of', ['--profile=office']],
  ['a language', 'list --lang ', ['en', 'fr']],
  ['a theme', '--theme h', ['high-contrast']],
  ['archives that begin with what is typed, and no others', 'show we', ['web_1.enc', 'web_2.enc']],
  ['a file whose schema is wanted', 'config schema s', ['schedule']],
])('%s is offered', async (_what, line, expected) => {
  expect(await offered(line)).toEqual(expected);
});

test('the key of a recipient is none of a setting', async () => {
  expect(await offered('upload --recipient h')).toEqual([]);
});

test('a broken config.json stays where it is when Tab is pressed', async () => {
  const broken = await mkdtemp(join(tmpdir(), 'completion-'));
  await writeFile(join(broken, 'config.json'), '{"host":');
  expect(await offered('list --profile o', broken)).toEqual([]);
  expect(await readdir(broken)).toEqual(['config.json']);
  await rm(broken, { recursive: true });
});

test('the program answers the shell so', async () => {
  const { stdout } = await runProgram(['__complete', '--', 'login', '--profile', 'of'], {
    SECURE_CLIENT_HOME: home,
  });
  expect(stdout).toBe('values\noffice\tada@nas\n');
});
