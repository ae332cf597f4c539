import { describe, expect, it } from 'vitest';
import { keyTable } from '../../scripts/keyTable.ts';
import { readDocument } from './support/markdown.ts';

describe.each([
  ['en', 'README.md', 'Keys'],
  ['fr', 'README.fr.md', 'Touches'],
] as const)('in %s, the key table', (language, readme, heading) => {
  it('of docs/keys.md is that of the help screen', async () => {
    expect((await readDocument('docs/keys.md')).text).toContain(keyTable(language));
  });

  it(`of ${readme} holds rows of it, the most used ones`, async () => {
    const { sections } = await readDocument(readme);
    const section = sections.find((found) => found.heading === heading);
    const rows = section?.text.split('\n').filter((line) => line.startsWith('|')) ?? [];
    expect(rows.length).toBeGreaterThan(15);
    const all = new Set(keyTable(language).split('\n'));
    expect(rows.filter((row) => !all.has(row))).toEqual([]);
  });
});
