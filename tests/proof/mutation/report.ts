import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** What Stryker writes, as far as it is looked at. */
const reportSchema = z.object({
  files: z.record(z.string(), z.object({ mutants: z.array(z.object({ status: z.string() })) })),
});

export type Counts = Readonly<Record<string, number>>;

/** How many mutants of a group ended how; none where it was never tried. */
export async function countMutants(path: string): Promise<Counts> {
  const text = await readFile(path, 'utf8').catch(() => '{"files":{}}');
  const { files } = reportSchema.parse(JSON.parse(text));
  return sumOf(Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => ({ [status]: 1 }))));
}

export function sumOf(all: readonly Counts[]): Counts {
  const sum: Record<string, number> = {};
  for (const counts of all) {
    for (const [status, count] of Object.entries(counts)) sum[status] = (sum[status] ?? 0) + count;
  }
  return sum;
}

/** Which part of the mutants was noticed, from 0 to 1; null where none was tried. */
export function scoreOf({ Killed = 0, Timeout = 0, Survived = 0, NoCoverage = 0 }: Counts): number | null {
  const valid = Killed + Timeout + Survived + NoCoverage;
  return valid === 0 ? null : (Killed + Timeout) / valid;
}

export function describeCounts(counts: Counts): string {
  const score = scoreOf(counts);
  if (score === null) return 'not tried';
  const { Killed = 0, Timeout = 0, Survived = 0, NoCoverage = 0 } = counts;
  return `${(score * 100).toFixed(1)} % noticed: ${Killed} killed, ${Timeout} timed out, ${Survived} survived, ${NoCoverage} without coverage`;
}
