import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/commands/program.ts';
import { inlineCommandsOf, parseOnly } from './support/inlineCommands.ts';
import { documentNames, readDocument } from './support/markdown.ts';

const makeProgram = () => createProgram(() => Promise.reject(new Error('No screens here.')));
const documents = await Promise.all(documentNames.map(readDocument));

describe('commands that documents mention', () => {
  const mentioned = documents.flatMap((document) => inlineCommandsOf(document, makeProgram()));

  it('are found', () => {
    expect(mentioned.length).toBeGreaterThan(150);
  });

  it.each(mentioned.map((command) => ({ ...command, text: command.words.join(' ') })))(
    'are understood: $text ($document, line $line)',
    async ({ words }) => {
      await parseOnly(makeProgram(), words);
    },
  );

  it('would not be understood with an option, a command or a word that the program does not have', async () => {
    for (const words of [
      ['list', '--colour'],
      ['schedule', 'purge', 'x'],
      ['list', 'x'],
    ])
      await expect(parseOnly(makeProgram(), words), words.join(' ')).rejects.toThrow();
  });
});
