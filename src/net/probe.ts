import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { UserError } from '../common/errors.ts';
import { parseHttpDate, readMessage } from './answers.ts';
import { get } from './api.ts';
import type { ConnectionPool, PoolRequest } from './connectionPool.ts';
import { bareHost, type Peer } from './peer.ts';
import { defaultTimeouts, type Timeouts } from './timeouts.ts';
import { toUserError } from './tls/tlsErrors.ts';

/** What stands where a session would: none, but the oldest servers want the field to be there. */
const noSession = '-';

/**
 * The addresses of a server; null where the host is an address itself.
 *
 * @throws {UserError} `host-unknown`, `connection-timed-out`; the reason of an aborted signal
 */
export async function resolveHost(
  peer: Peer,
  { signal, ...given }: Partial<Pick<Timeouts, 'connect'>> & { readonly signal?: AbortSignal | undefined },
): Promise<readonly string[] | null> {
  const { connect } = { ...defaultTimeouts, ...given };
  const host = bareHost(peer);
  if (isIP(host.replace(/%.*$/, ''))) return null;
  if (host === '') throw new UserError('host-unknown', peer);
  signal?.throwIfAborted();
  // The system cannot be told to stop looking: it is no longer waited for.
  const { promise: end, reject } = Promise.withResolvers<never>();
  const late = new UserError('connection-timed-out', { ...peer, stage: 'connect', seconds: connect / 1000 });
  const timer = setTimeout(() => reject(late), connect);
  const abort = () => reject(signal?.reason);
  signal?.addEventListener('abort', abort);
  try {
    const found = await Promise.race([lookup(host, { all: true }), end]);
    return [...new Set(found.map(({ address }) => address))];
  } catch (error) {
    throw signal?.aborted ? error : toUserError(error, peer, '');
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/**
 * Asks a server, without a session, for what needs one: that it answers is all that matters.
 *
 * @returns its clock, to the second; null where it does not tell
 * @throws {UserError} those of the connection
 */
export async function requestTime(
  pool: ConnectionPool,
  options: Pick<PoolRequest, 'signal' | 'onStage'>,
): Promise<Date | null> {
  const head = get(pool.peer, '/get-files', [['Authorization', noSession]]);
  const response = await pool.send({ head, ...options });
  await readMessage(pool.peer, response);
  return parseHttpDate(response.head.fields.get('date')?.[0] ?? '');
}
