import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../common/atomicFile.ts';
import { asUserError, toReadError } from '../common/diskErrors.ts';
import { systemCode, UserError } from '../common/errors.ts';

const asideMark = '.broken-';

/** What a JSON file of the home folder turns out to be. */
export type JsonFileState<T> =
  | { readonly kind: 'whole'; readonly value: T }
  | { readonly kind: 'missing' }
  | { readonly kind: 'broken'; readonly reason: string; readonly cause: unknown };

/** Reads a JSON file of the home folder and leaves it as it is, broken or not. @throws {UserError} `path-unreadable` */
export async function inspectJsonFile<T>(path: string, schema: z.ZodType<T>): Promise<JsonFileState<T>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { kind: 'missing' };
    throw toReadError(path, error);
  }
  try {
    return { kind: 'whole', value: schema.parse(JSON.parse(text)) };
  } catch (error) {
    return { kind: 'broken', reason: describeProblem(error), cause: error };
  }
}

/**
 * Reads a JSON file of the home folder. A missing file gives `missing`. A broken one is set aside under a
 * name of its own, never overwritten, and reported.
 *
 * @throws {UserError} `file-set-aside`, or `path-unreadable`; `write-refused` when it cannot be set aside.
 */
export async function readJsonFile<T>(path: string, schema: z.ZodType<T>, missing: T): Promise<T> {
  const found = await inspectJsonFile(path, schema);
  if (found.kind === 'missing') return missing;
  if (found.kind === 'whole') return found.value;
  const { reason, cause } = found;
  const asidePath = `${path}${asideMark}${new Date().toISOString().replaceAll(':', '-')}`;
  await asUserError(path, () => rename(path, asidePath));
  throw new UserError('file-set-aside', { path, asidePath, reason }, { cause });
}

/** The last file that was set aside in place of `path`, if there is one. */
export async function findSetAside(path: string): Promise<string | undefined> {
  const names = await readdir(dirname(path)).catch(() => []);
  const last = names
    .filter((name) => name.startsWith(`${basename(path)}${asideMark}`))
    .sort()
    .at(-1);
  return last === undefined ? undefined : join(dirname(path), last);
}

/**
 * Writes a JSON file of the home folder, 0600, in a folder 0700 made if missing.
 *
 * @throws {UserError} `disk-full` or `write-refused`.
 */
export async function writeJsonFile(path: string, value: unknown): Promise<void> {
  await asUserError(path, async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFileAtomically(path, `${JSON.stringify(value, null, 2)}\n`);
  });
}

function describeProblem(error: unknown): string {
  if (error instanceof z.ZodError) {
    return error.issues.map((issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`).join('; ');
  }
  // What the engine says may quote the text around the place, and with it a password of earlier versions.
  const [place = ''] = / at position \d+.*$/.exec(String(error)) ?? [];
  return `not valid JSON${place}`;
}
