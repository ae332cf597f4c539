import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Life } from '../life.ts';
import type { Invariant } from './invariant.ts';

const schedule = z.object({
  schedule: z.array(
    z.object({
      path: z.string(),
      failures: z.number().int().min(0),
      last_error: z.object({ code: z.string() }).nullable(),
      last_archive: z.string().nullable(),
      last_upload: z.iso.datetime().nullable(),
      last_attempt: z.iso.datetime().nullable(),
    }),
  ),
});

/** Of what time the schedule was when it was last looked at. */
const looked = new WeakMap<Life, number>();

/** The schedule knows what was scheduled, nothing else, and says of it what happened. */
export const scheduleMakesSense: Invariant = async (life) => {
  const { mtimeMs = 0 } = (await stat(join(life.world.home, 'upload_schedule.json')).catch(() => null)) ?? {};
  if (mtimeMs === looked.get(life)) return;
  looked.set(life, mtimeMs);
  const ran = await life.local(['schedule', 'list']);
  if (!life.expectExit(ran, 0)) return;
  const entries = schedule.parse(ran.document).schedule;
  const found = entries.map(({ path }) => basename(path)).sort();
  const wanted = [...life.model.scheduled.keys()].sort();
  if (found.join() !== wanted.join()) life.fail(`scheduled are ${found.join()}, not ${wanted.join()}`);
  for (const { path, failures, last_error, last_archive, last_upload, last_attempt } of entries) {
    if (failures > 0 !== (last_error !== null))
      life.fail(`${path}: ${failures} failures, error ${last_error?.code}`);
    if (last_archive !== null && !life.model.names.has(last_archive))
      life.fail(`${path}: its last archive ${last_archive} was never confirmed`);
    if (last_archive !== null && last_upload === null) life.fail(`${path}: an archive, but no upload`);
    if (failures === 0 && last_upload !== last_attempt)
      life.fail(`${path}: ${last_attempt} is no failure and no success`);
  }
};
