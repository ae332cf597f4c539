import { appendFile, mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { asUserError, toReadError } from '../common/diskErrors.ts';
import { systemCode } from '../common/errors.ts';
import { homePaths } from '../config/home.ts';

/** A file of this many bytes is set aside and a new one begun: some thousands of runs. */
const fullLength = 1024 * 1024;
/** So many files that were set aside are kept. */
const keptFiles = 4;

const time = z.iso.datetime().transform((text) => new Date(text));
const runSchema = z.object({
  version: z.literal(1),
  at: time,
  seconds: z.number(),
  path: z.string(),
  runner: z.enum(['screens', 'run', 'watch', 'now']),
  result: z.enum(['uploaded', 'unchanged', 'failed']),
  archive: z.string().exactOptional(),
  bytes: z.number().exactOptional(),
  sealedBytes: z.number().exactOptional(),
  entries: z.number().exactOptional(),
  warnings: z.array(z.object({ path: z.string(), problem: z.string() })).exactOptional(),
  removed: z.number().exactOptional(),
  remarks: z.array(z.enum(['lock-healed', 'clock-was-ahead', 'not-pruned'])).exactOptional(),
  error: z.object({ code: z.string(), message: z.string() }).exactOptional(),
  attempt: z.number(),
});

/** What became of one path in one run. */
export interface RunRecord {
  readonly version: 1;
  /** Start. */
  readonly at: Date;
  readonly seconds: number;
  readonly path: string;
  readonly runner: Runner;
  readonly result: 'uploaded' | 'unchanged' | 'failed';
  readonly archive?: string;
  /** Bytes of the files. */
  readonly bytes?: number;
  /** Bytes of the sealed archive. */
  readonly sealedBytes?: number;
  readonly entries?: number;
  /** So many old archives were removed after it. */
  readonly removed?: number;
  /** What could not be stored as asked. */
  readonly warnings?: readonly { readonly path: string; readonly problem: string }[];
  /** What was odd about the run itself: it took the lock of a dead one over; the last success lay in the future; old archives stayed. */
  readonly remarks?: readonly ('lock-healed' | 'clock-was-ahead' | 'not-pruned')[];
  readonly error?: { readonly code: string; readonly message: string };
  /** Counted from 1 since the last success. */
  readonly attempt: number;
}

/** Who uploads: the screens, `schedule run`, `schedule run --watch`, `schedule run --now`. */
export type Runner = 'screens' | 'run' | 'watch' | 'now';

/**
 * Adds a run to `state/history.ndjson`, on the disk when this returns.
 *
 * @throws {UserError} `disk-full`, `write-refused`
 */
export async function appendRun(home: string, record: RunRecord): Promise<void> {
  const path = historyPath(home);
  await asUserError(path, async () => {
    await mkdir(homePaths(home).state, { recursive: true, mode: 0o700 });
    await rotateWhenFull(home);
    const line = `${JSON.stringify(record)}\n`;
    const torn = (await lastByte(path)) !== '\n';
    await appendFile(path, torn ? `\n${line}` : line, { mode: 0o600, flush: true });
  });
}

/**
 * The runs, the newest first. A line that is none, such as one that a power cut tore, is left out.
 *
 * @throws {UserError} `path-unreadable`
 */
export async function readHistory(
  home: string,
  { path, limit = Number.POSITIVE_INFINITY }: { readonly path?: string; readonly limit?: number } = {},
): Promise<RunRecord[]> {
  const runs: RunRecord[] = [];
  for (let age = 0; age <= keptFiles && runs.length < limit; age += 1) {
    const lines = (await readText(historyPath(home, age))).split('\n').reverse();
    for (const line of lines) {
      const run = parseRun(line);
      if (run && (path === undefined || run.path === path)) runs.push(run);
      if (runs.length >= limit) break;
    }
  }
  return runs;
}

/** The file that is written to; older ones are numbered from 1. */
function historyPath(home: string, age = 0): string {
  return join(homePaths(home).state, age === 0 ? 'history.ndjson' : `history.${age}.ndjson`);
}

async function rotateWhenFull(home: string): Promise<void> {
  if ((await sizeOf(historyPath(home))) < fullLength) return;
  for (let age = keptFiles - 1; age >= 0; age -= 1) {
    await rename(historyPath(home, age), historyPath(home, age + 1)).catch(ignoreMissing);
  }
}

/** The last byte of a file; a newline for one that is empty or not there. */
async function lastByte(path: string): Promise<string> {
  const length = await sizeOf(path);
  if (length === 0) return '\n';
  await using file = await open(path, 'r');
  const { buffer } = await file.read({ buffer: Buffer.alloc(1), position: length - 1 });
  return buffer.toString('latin1');
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    ignoreMissing(error);
    return 0;
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return '';
    throw toReadError(path, error);
  }
}

function parseRun(line: string): RunRecord | null {
  try {
    return runSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function ignoreMissing(error: unknown): void {
  if (systemCode(error) !== 'ENOENT') throw error;
}
