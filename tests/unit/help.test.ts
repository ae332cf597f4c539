import { glob, readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { beforeAll, describe, expect, it, test, vi } from 'vitest';
import { complete } from '../../src/commands/completion/complete.ts';
import {
  argumentSentence,
  commandPage,
  helpOf,
  keyOf,
  optionSentence,
  visibleCommands,
  visibleOptions,
} from '../../src/commands/help/commandPage.ts';
import { helpText } from '../../src/commands/help/showHelp.ts';
import { createProgram } from '../../src/commands/program.ts';
import { type HelpText, loadHelpText } from '../../src/text/help/helpText.ts';
import { languages } from '../../src/text/language.ts';
import { runHere } from '../support/runHere.ts';

const tree = (command: Command): Command[] => [command, ...visibleCommands(command).flatMap(tree)];
const newProgram = (): Command =>
  createProgram(async () => {
    throw new Error('no screens here');
  });
const commands = tree(newProgram());
const optionsOf = (command: Command) => visibleOptions(command).map(({ long }) => long ?? '');

describe.each(languages)('the help in %s', (language) => {
  let text: HelpText;
  beforeAll(async () => {
    text = await loadHelpText(language);
  });

  it('has a sentence for every command, argument and option, and an example for every command', () => {
    const missing = commands.flatMap((command) => {
      const { summary, examples } = helpOf(command, text);
      return [
        ...(summary === '' ? ['summary'] : []),
        ...(examples.length === 0 ? ['example'] : []),
        ...command.registeredArguments
          .filter((argument) => argumentSentence(argument, command, text) === '')
          .map((argument) => argument.name()),
        ...visibleOptions(command)
          .filter((option) => optionSentence(option, command, text) === '')
          .map(({ flags }) => flags),
      ].map((what) => `${keyOf(command)}: ${what}`);
    });
    expect(missing).toEqual([]);
  });

  it('shows every command and option under a heading', () => {
    for (const command of commands) {
      const terms = commandPage(command, text).sections.flatMap(({ rows }) => rows.map(({ term }) => term));
      expect(terms).toHaveLength(
        command.registeredArguments.length + visibleCommands(command).length + optionsOf(command).length,
      );
      expect(terms).not.toContain('');
    }
  });

  it('has a word for everything between brackets', () => {
    const words = commands
      .flatMap((command) => [command.usage(), ...visibleOptions(command).map(({ flags }) => flags)])
      .flatMap((usage) => Array.from(usage.matchAll(/[<[]([\w-]+)/g), ([, word = '']) => word));
    expect(new Set(Object.keys(text.placeholders))).toEqual(new Set(words));
  });

  it('says nothing of what is not there', () => {
    expect(new Set(Object.keys(text.commands))).toEqual(new Set(commands.map(keyOf)));
    for (const command of commands) {
      const { options = {}, arguments: named = {} } = helpOf(command, text);
      expect(optionsOf(command)).toEqual(expect.arrayContaining(Object.keys(options)));
      expect(command.registeredArguments.map((one) => one.name())).toEqual(
        expect.arrayContaining(Object.keys(named)),
      );
    }
    const isShared = (command: Command, flag: string) => helpOf(command, text).options?.[flag] === undefined;
    const shared = commands.flatMap((command) =>
      optionsOf(command).filter((flag) => isShared(command, flag)),
    );
    expect(new Set(Object.keys(text.options))).toEqual(new Set(shared));
  });

  it('fits into 80 columns', async () => {
    const pages = await Promise.all(commands.map((command) => helpText(command, language, 80)));
    const wide = pages.flatMap((page) => page.split('\n')).filter((line) => line.length > 80);
    expect(wide).toEqual([]);
  });

  const nobody = () => Promise.reject(new Error('nothing but the program is asked'));
  const sources = { archives: nobody, profiles: nobody, keys: nobody, values: nobody };

  it('is completed by the shell with the same sentences', async () => {
    const values = await complete(newProgram(), text, sources, ['upload'], '--lab');
    expect(values).toEqual({
      kind: 'values',
      values: [{ value: '--label', description: text.commands['upload']?.options?.['--label'] }],
    });
  });

  it('is completed by the shell as far as there are commands', async () => {
    const commandsAfter = (...words: string[]) => complete(newProgram(), text, sources, words, 're');
    const inSchedule = [{ value: 'remove' }, { value: 'resume' }];
    expect(await commandsAfter('help', 'schedule')).toMatchObject({ values: inSchedule });
    expect(await commandsAfter('help', 'schedule', 'add')).toEqual({ kind: 'values', values: [] });
  });

  it('has examples that the program understands', () => {
    const program = newProgram();
    const run: string[] = [];
    for (const command of tree(program)) {
      command
        .exitOverride()
        .configureOutput({ writeErr: () => {} })
        .action(() => {
          run.push(keyOf(command));
        });
    }
    for (const command of commands) {
      for (const example of helpOf(command, text).examples) {
        const words = wordsOf(example.command);
        expect(() => program.parse(words, { from: 'user' }), example.command).not.toThrow();
        expect(words.slice(0, run.at(-1)?.split(' ').length).join(' ')).toBe(run.at(-1));
      }
    }
    expect(run.length).toBeGreaterThan(commands.length);
  });
});

describe('the help', () => {
  it('tells every variable of the environment that is ours', async () => {
    const named = new Set<string>();
    for await (const path of glob('src/**/*.{ts,tsx}')) {
      if (path.startsWith('src/text/')) continue;
      for (const [name] of (await readFile(path, 'utf8')).matchAll(/SECURE_CLIENT_[A-Z_]+|NO_COLOR/g))
        named.add(name);
    }
    // That one we set, for hooks.
    named.delete('SECURE_CLIENT_EVENT');
    const { environment } = await loadHelpText('en');
    expect(Object.keys(environment)).toEqual(expect.arrayContaining([...named]));
  });
});

test.each([
  ['help schedule add', 0, 'Usage: secure-client schedule add', ''],
  ['schedule add --help', 0, 'Usage: secure-client schedule add', ''],
  ['help --lang=fr upload', 0, 'Utilisation : secure-client upload', ''],
  ['upload --help --lang fr', 0, 'Utilisation : secure-client upload', ''],
  ['--lang fr -h', 0, 'Garder des fichiers en sûreté', ''],
  ['schedule', 2, '', 'Usage: secure-client schedule'],
  ['help schedule ad', 2, '', 'Did you mean add?'],
])('%s', async (line, exitCode, out, error) => {
  vi.stubEnv('LC_ALL', 'C');
  expect(await runHere(line.split(' '))).toEqual({
    exitCode,
    stdout: out === '' ? '' : expect.stringContaining(out),
    stderr: error === '' ? '' : expect.stringContaining(error),
  });
});

/** The words that the program gets where a shell reads an example: what is piped or redirected is not among them. */
function wordsOf(example: string): string[] {
  const [, ours = ''] = /secure-client ?([^>)|]*)/.exec(example) ?? [];
  return Array.from(ours.matchAll(/"([^"]*)"|\S+/g), ([word, quoted]) => quoted ?? word);
}
