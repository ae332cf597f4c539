import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { keyTable } from '../../scripts/keyTable.ts';

const readme = await readFile(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');

test('the key table of the README is that of the help screen', () => {
  expect(readme).toContain(keyTable());
});
