/**
 * Every screen as a text file, in both languages and three sizes. After a wanted change:
 * `npx vitest run tests/screens/golden.test.ts -u`, and read the differences before committing them.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { widthOf } from '../../src/components/layout/text.ts';
import { languages } from '../../src/text/language.ts';
import { drawState } from '../support/drawState.tsx';
import { scenes, stateOf } from './scenes.ts';

const golden = fileURLToPath(new URL('golden', import.meta.url));
const sizes = [
  { columns: 60, rows: 16 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
] as const;

const pictures = languages.flatMap((language) => [
  ...sizes.flatMap((size) =>
    Object.entries(scenes).map(([name, scene]) => ({ language, size, name, scene })),
  ),
  { language, size: { columns: 40, rows: 10 }, name: 'too-small', scene: { play: [] } },
]);
const fileOf = ({ language, size, name }: (typeof pictures)[number]) =>
  join(language, `${size.columns}x${size.rows}`, `${name}.txt`);

test.for(pictures)('$language $size.columns x $size.rows: $name', async (picture) => {
  const { language, size, name, scene } = picture;
  const lines = await drawState(stateOf(scene, language, size));
  expect(lines).toHaveLength(size.rows);
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(size.columns);
  // There is a margin on the right: what reaches the edge has been cut, and must say so.
  for (const line of lines) if (widthOf(line) === size.columns) expect(line).toMatch(/[─…│┐┘ ]$/u);
  const text = `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
  expect(text, name).not.toMatch(/[\t\r\u{fffd}]|undefined|null|NaN|\[object/u);
  await expect(text).toMatchFileSnapshot(join(golden, fileOf(picture)));
});

test('there is a file for every scene in every size and language, and no other', async () => {
  const found = await readdir(golden, { recursive: true });
  expect(found.filter((path) => path.endsWith('.txt')).sort()).toEqual(pictures.map(fileOf).sort());
});
