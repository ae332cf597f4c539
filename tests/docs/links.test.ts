import { access } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';
import { documentNames, documentPath, readDocument } from './support/markdown.ts';

const documents = await Promise.all(documentNames.map(readDocument));

/** The anchor that forges make of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchors = new Map(
  documents.map(({ name, sections }) => [name, new Set(sections.map(({ heading }) => anchorOf(heading)))]),
);

it.each(documents)('the links of $name lead somewhere', async ({ name, prose }) => {
  for (const [, target = ''] of prose.join('\n').matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^https?:/.test(target)) continue;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? name : normalize(join(dirname(name), path));
    await expect(access(documentPath(file)), target).resolves.toBeUndefined();
    if (anchor !== undefined) expect([...(anchors.get(file) ?? [])], target).toContain(anchor);
  }
});
