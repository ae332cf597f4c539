import { z } from 'zod';
import type { SessionHandler } from '../exchange.ts';
import { HttpError } from '../httpError.ts';
import { sendJson } from '../respond.ts';
import { describeArchive } from './describeArchive.ts';
import { sendWholeList } from './sendWholeList.ts';

const maximumLimit = 1000;
/** Of a list that is sent page by page: as many as there are connections may lie in memory at the same time. */
const streamedLength = 100;

const querySchema = z.object({
  limit: z.coerce.number().int().min(1).max(maximumLimit).optional(),
  cursor: z.string().max(4096).optional(),
});

/** `GET /get-files`: the account's archives, newest first; without `limit`, all of them. */
export const getFiles: SessionHandler = async (services, { response, url, session }) => {
  const query = querySchema.safeParse(Object.fromEntries(url.searchParams));
  if (!query.success) throw new HttpError(400, `limit must be a number from 1 to ${maximumLimit}`);
  const { limit, cursor } = query.data;
  const pageOf = (length: number, place: string | undefined) =>
    services.store.list(session.username, {
      limit: length,
      ...(place !== undefined && { cursor: place }),
    });
  const page = await pageOf(limit ?? maximumLimit, cursor);
  if (page.archives.length === 0 && cursor === undefined) throw new HttpError(404, 'No archives found');
  if (limit === undefined && page.next !== null) {
    await sendWholeList(response, async function* () {
      let { archives, next } = await pageOf(streamedLength, cursor);
      yield archives;
      while (next !== null) {
        ({ archives, next } = await pageOf(streamedLength, next));
        yield archives;
      }
    });
    return;
  }
  sendJson(response, 200, {
    archives: page.archives.map(({ name }) => name),
    files: page.archives.map(describeArchive),
    ...(page.next !== null && { next: page.next }),
  });
};
