import type { Result } from '../contest.ts';
import type { Stage } from '../stage.ts';

/** Does the parts of a work one after the other, each in a place of its own, so that the disk holds one at a time. */
export async function inStages(
  stage: Stage,
  parts: Readonly<Record<string, (stage: Stage) => Promise<Result | readonly Result[]>>>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const [name, part] of Object.entries(parts)) {
    const place = await stage.place.within(name);
    try {
      results.push(...[await part({ ...stage, place })].flat());
    } finally {
      await place.close();
    }
  }
  return results;
}
