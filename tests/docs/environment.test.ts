import { glob, readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { secretVariables } from '../../src/config/credentials.ts';
import { loadHelpText } from '../../src/text/help/helpText.ts';
import { readDocument } from './support/markdown.ts';

/** What Node.js reads for us. */
const readByNode = { HOME: /\bhomedir\(/, TMPDIR: /\btmpdir\(/ };

let documented: string[];
let read: Set<string>;
beforeAll(async () => {
  const { text } = await readDocument('docs/reference.md');
  const [, section = ''] = /\n## Environment variables\n(.*?)\n## /s.exec(text) ?? [];
  const cells = Array.from(section.matchAll(/^\| (`.*?) \|/gm), ([, cell = '']) => cell);
  documented = cells.flatMap((cell) => Array.from(cell.matchAll(/`(\w+)`/g), ([, name = '']) => name));
  read = await variablesOfSource();
});

/** Every variable that the program reads: of `process.env`, or of what it is handed on as. */
async function variablesOfSource(): Promise<Set<string>> {
  const found = new Set<string>(Object.values(secretVariables));
  for await (const path of glob('src/**/*.{ts,tsx}')) {
    const code = await readFile(path, 'utf8');
    for (const [, quoted, plain] of code.matchAll(/\benv(?:ironment)?(?:\[['"](\w+)['"]\]|\.([A-Z]\w+))/g))
      found.add(quoted ?? plain ?? '');
    for (const [name, call] of Object.entries(readByNode)) if (call.test(code)) found.add(name);
  }
  return found;
}

it('the table of environment variables has all that the program reads, and no others', () => {
  expect(documented.toSorted()).toEqual([...read].toSorted());
});

it('the variables that --help tells are read', async () => {
  const { environment } = await loadHelpText('en');
  expect([...read]).toEqual(expect.arrayContaining(Object.keys(environment)));
});
