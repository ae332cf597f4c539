import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Needle } from './needles.ts';

export interface Search {
  readonly files: number;
  readonly bytes: number;
  /** What was found where it does not belong, one line each. */
  readonly finds: readonly string[];
}

/** Looks for all needles in all files below a folder and in their names. */
export async function search(folder: string, needles: readonly Needle[]): Promise<Search> {
  let files = 0;
  let bytes = 0;
  const finds: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const place = relative(folder, path);
    const found = new Set([...find(Buffer.from(place), place, needles)]);
    if (entry.isFile()) {
      const content = await readFile(path);
      files += 1;
      bytes += content.length;
      for (const one of find(content, place, needles)) found.add(one);
    }
    finds.push(...found);
  }
  return { files, bytes, finds };
}

function find(content: Buffer, place: string, needles: readonly Needle[]): string[] {
  return needles
    .filter(({ secret, bytes }) => !secret.belongs?.(place) && content.includes(bytes))
    .map(({ secret, encoding }) => `${secret.name} (${encoding}) in ${place}`);
}
