import { archiveNameOf } from '../archiveName.ts';
import { entityTagOf, ifMatchOf } from '../entityTag.ts';
import type { SessionHandler } from '../exchange.ts';
import { HttpError } from '../httpError.ts';
import { sendJson } from '../respond.ts';
import { contentLengthOf, readBytes } from '../smallBody.ts';
import { maximumEnvelopeLength } from '../store/envelope.ts';

/** `POST /rewrap-file`: replaces the envelope of an archive by the body. */
export const rewrapFile: SessionHandler = async (services, { request, response, session }) => {
  const name = archiveNameOf(request);
  const precondition = ifMatchOf(request);
  if (precondition === undefined) throw new HttpError(428, 'If-Match is required');
  // Longer than any envelope: an envelope of another length than the one it should replace.
  if (contentLengthOf(request) > maximumEnvelopeLength) throw new HttpError(409, 'Longer than any envelope');
  const envelope = await readBytes(request, contentLengthOf(request));
  const archive = await services.store.replaceEnvelope(session.username, name, precondition, envelope);
  services.log({ level: 'info', event: 'rewrap', facts: { username: session.username, name } });
  sendJson(response, 200, { message: 'Envelope replaced' }, { ETag: entityTagOf(archive) });
};
