import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { systemCode } from '../../../../src/common/errors.ts';

const pathOf = (target: string) => fileURLToPath(new URL(`../corpus/${target}.txt`, import.meta.url));

/** What was kept for a target: one input a line, as JSON of its bytes as Latin-1. */
export async function readCorpus(target: string): Promise<Buffer[]> {
  try {
    const lines = (await readFile(pathOf(target), 'utf8')).split('\n').filter((line) => line !== '');
    return lines.map((line) => Buffer.from(JSON.parse(line) as string, 'latin1'));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Keeps inputs, the short ones first. */
export async function writeCorpus(target: string, inputs: readonly Buffer[]): Promise<void> {
  const lines = inputs
    .toSorted((one, other) => one.length - other.length || one.compare(other))
    .map((input) => `${toAscii(JSON.stringify(input.toString('latin1')))}\n`);
  await writeFile(pathOf(target), lines.join(''));
}

function toAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
