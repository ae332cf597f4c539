import { archiveNameOf } from '../archiveName.ts';
import { ifMatchOf } from '../entityTag.ts';
import type { SessionHandler } from '../exchange.ts';
import { sendJson } from '../respond.ts';

/** `POST /delete-file`: removes an archive; with `If-Match`, only as long as it has not changed. */
export const deleteFile: SessionHandler = async (services, { request, response, session }) => {
  const name = archiveNameOf(request);
  await services.store.delete(session.username, name, ifMatchOf(request) ?? (() => true));
  services.log({ level: 'info', event: 'delete', facts: { username: session.username, name } });
  sendJson(response, 200, { message: 'Archive deleted' });
};
