import { inspect } from 'node:util';
import type { Result } from '../contest.ts';
import type { Stage } from '../stage.ts';

/**
 * Does the parts of a work one after the other, each in a place of its own, so that the disk holds one at a time. What
 * goes wrong in one of them is told in its result, and does not stop the others.
 *
 * @throws the reason of an aborted signal
 */
export async function inStages(
  stage: Stage,
  parts: Readonly<Record<string, (stage: Stage) => Promise<Result | readonly Result[]>>>,
): Promise<Result[]> {
  const { title, signal, log } = stage;
  const results: Result[] = [];
  for (const [name, part] of Object.entries(parts)) {
    const place = await stage.place.within(name);
    try {
      results.push(...[await part({ ...stage, place })].flat());
    } catch (error) {
      signal.throwIfAborted();
      const failure = inspect(error);
      log(failure);
      results.push({ title: `${title} (${name})`, runs: [], absent: [], verdicts: [], failure });
    } finally {
      await place.close();
    }
  }
  return results;
}
