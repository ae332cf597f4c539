import type { ServerResponse } from 'node:http';
import { sendPiece } from '../respond.ts';
import type { StoredArchive } from '../store/store.ts';
import { describeArchive } from './describeArchive.ts';

/** Gives the pages of a list from its beginning. */
export type Pages = () => AsyncIterable<readonly StoredArchive[]>;

/**
 * Sends a list of any length as one answer, page by page: however slowly it is read, the server holds one page of it.
 *
 * @throws {ClientGone} when the connection ends before
 */
export async function sendWholeList(response: ServerResponse, pages: Pages): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  await sendItems('{"archives":[', ({ name }) => name);
  await sendItems('],"files":[', describeArchive);
  response.end(']}');

  async function sendItems(opening: string, itemOf: (archive: StoredArchive) => unknown): Promise<void> {
    await sendPiece(response, opening);
    let comma = '';
    for await (const page of pages()) {
      // The archives that were to come have been deleted meanwhile.
      if (page.length === 0) continue;
      const items = page.map((archive) => JSON.stringify(itemOf(archive)));
      await sendPiece(response, `${comma}${items.join(',')}`);
      comma = ',';
    }
  }
}
