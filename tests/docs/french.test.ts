import { expect, it } from 'vitest';
import { type Document, readDocument } from './support/markdown.ts';

const [english, french] = await Promise.all(['README.md', 'README.fr.md'].map(readDocument));
if (english === undefined || french === undefined) throw new Error('no README');

/** Rows and columns of each table, in order. */
function tablesOf({ prose }: Document): { rows: number; columns: number }[] {
  const tables: { rows: number; columns: number }[] = [];
  for (const [index, line] of prose.entries()) {
    if (!line.startsWith('|')) continue;
    if (!prose[index - 1]?.startsWith('|'))
      tables.push({ rows: 0, columns: line.split(/(?<!\\)\|/).length - 2 });
    const table = tables.at(-1);
    if (table !== undefined) table.rows += 1;
  }
  return tables;
}

const listItems = ({ prose }: Document) => prose.filter((line) => line.startsWith('- ')).length;
const pictures = ({ text }: Document) => [...text.matchAll(/!\[.*?\]\((.*?)\)/g)].map(([, path]) => path);
/** Words of comments may differ. */
const codeOf = ({ blocks }: Document) =>
  blocks.map(({ info, code }) => ({ info, code: code.replaceAll(/ +# .*$/gm, '') }));
/** The first column holds names of commands and tools; keys have names of their own in French. */
const inlineCommands = ({ prose }: Document) =>
  prose
    .filter((line) => /^\| `[a-z]/.test(line))
    .map((line) => line.split(/(?<!\\)\|/)[1])
    .filter((cell) => cell !== undefined && /[a-z]{3}/.test(cell));

it('the French README has the headings of the English one, in the same order', () => {
  expect(french.sections.map(({ level }) => level)).toEqual(english.sections.map(({ level }) => level));
});

it('it has the same blocks, but for their comments', () => {
  expect(codeOf(french)).toEqual(codeOf(english));
});

it('it has the same tables, lists and pictures', () => {
  expect(tablesOf(french)).toEqual(tablesOf(english));
  expect(listItems(french)).toEqual(listItems(english));
  expect(pictures(french)).toEqual(pictures(english));
});

it('it has the same commands in its table', () => {
  expect(inlineCommands(french)).toEqual(inlineCommands(english));
});
