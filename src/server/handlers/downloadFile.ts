import { archiveNameOf } from '../archiveName.ts';
import type { SessionHandler } from '../exchange.ts';
import { HttpError } from '../httpError.ts';
import { sendAsBase64 } from './sendAsBase64.ts';
import { asksForBytes, sendAsBytes } from './sendAsBytes.ts';

/** `GET /download-file`: the archive as it is for who accepts that, else as base64 in a JSON document. */
export const downloadFile: SessionHandler = async (services, { request, response, session }) => {
  const name = archiveNameOf(request);
  const reader = await services.store.open(session.username, name);
  if (reader === null) throw new HttpError(404, 'Archive not found');
  let sent = 0;
  const count = (bytes: number): void => {
    sent += bytes;
    services.metrics.transferred('out', bytes);
  };
  try {
    if (asksForBytes(request)) await sendAsBytes(request, response, reader, count);
    else await sendAsBase64(response, reader, count);
  } finally {
    await reader.close();
  }
  services.log({
    level: 'info',
    event: 'download',
    facts: { username: session.username, name, bytes: sent },
  });
};
