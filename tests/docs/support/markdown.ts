import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A block between fences, with what stands behind the first fence: `sh`, `json`, `sh server`. */
export interface Block {
  readonly document: string;
  /** Of the first line inside, counted from 1. */
  readonly line: number;
  readonly info: string;
  readonly code: string;
  readonly heading: string;
}

/** From a heading to the next one of any level. */
export interface Section {
  readonly level: number;
  readonly heading: string;
  readonly text: string;
}

export interface Document {
  readonly name: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly sections: readonly Section[];
  /** Everything outside of fences, line by line; lines inside are empty, so that numbers stay. */
  readonly prose: readonly string[];
}

/** What users and contributors read, from the root of the repository. */
export const documentNames: readonly string[] = globSync('{.,certs,docs}/*.md', {
  cwd: documentPath(''),
}).toSorted();

/** Where a document is. */
export function documentPath(name: string): string {
  return fileURLToPath(new URL(`../../../${name}`, import.meta.url));
}

/** A document of the repository, taken apart. @throws where a fence is not closed */
export async function readDocument(name: string): Promise<Document> {
  const text = await readFile(documentPath(name), 'utf8');
  const blocks: Block[] = [];
  const sections: { level: number; heading: string; lines: string[] }[] = [];
  const prose: string[] = [];
  let open: { line: number; info: string; lines: string[] } | null = null;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^```(.*)$/.exec(line);
    const heading = sections.at(-1)?.heading ?? '';
    prose.push(open === null && fence === null ? line : '');
    if (open !== null && fence !== null) {
      blocks.push({ document: name, line: open.line, info: open.info, code: open.lines.join('\n'), heading });
      open = null;
    } else if (open !== null) open.lines.push(line);
    else if (fence !== null) open = { line: index + 2, info: fence[1] ?? '', lines: [] };
    else {
      const found = /^(#+) (.+)$/.exec(line);
      if (found !== null)
        sections.push({ level: (found[1] ?? '').length, heading: found[2] ?? '', lines: [] });
      else sections.at(-1)?.lines.push(line);
    }
  }
  if (open !== null) throw new Error(`${name}: the block of line ${open.line} has no end.`);
  return {
    name,
    text,
    blocks,
    prose,
    sections: sections.map(({ lines, ...rest }) => ({ ...rest, text: lines.join('\n') })),
  };
}
