import type { X509Certificate } from 'node:crypto';
import { daysUntil } from '../../common/age.ts';
import { isUserError } from '../../common/errors.ts';
import { printable } from '../../common/printable.ts';
import type { Config } from '../../config/config.ts';
import { homePaths } from '../../config/home.ts';
import { ConnectionPool } from '../../net/connectionPool.ts';
import type { Peer } from '../../net/peer.ts';
import { requestTime, resolveHost } from '../../net/probe.ts';
import type { ConnectionStage } from '../../net/tls/createSecureSocket.ts';
import { loadTlsCredentials, type TlsCredentials } from '../../net/tls/credentials.ts';
import { soonDays } from '../expiry.ts';
import { ServerPin } from '../serverPin.ts';
import { timeoutsOf } from '../session.ts';
import { type Check, type CheckId, check, failed, notChecked } from './check.ts';

/** Clocks that differ by less disturb nobody. */
const tolerableSeconds = 60;

/** The steps of a connection, once the name is known. */
const order: readonly CheckId[] = [
  'connection.port',
  'connection.tls',
  'connection.certificate',
  'connection.pin',
  'connection.answer',
  'connection.clock',
];

export interface ConnectionOptions {
  readonly home: string;
  readonly peer: Peer;
  readonly config: Config;
  readonly keyPassphrase: string | undefined;
  /** The first check that stands in the way of a connection; null where none does. */
  readonly obstacle: CheckId | null;
  readonly signal: AbortSignal;
}

export interface ConnectionChecks {
  readonly checks: readonly Check[];
  /** Where the server answers; to be closed. */
  readonly pool: ConnectionPool | null;
}

/** Connects as a login does, and looks at each step. The pin of the server is compared, and never set. */
export async function checkConnection(options: ConnectionOptions): Promise<ConnectionChecks> {
  const name = await checkName(options);
  const obstacle = name.status === 'problem' ? name.id : options.obstacle;
  if (obstacle !== null) return { checks: [name, ...notChecked(obstacle, ...order)], pool: null };
  const { home, keyPassphrase } = options;
  let credentials: TlsCredentials;
  try {
    credentials = await loadTlsCredentials(homePaths(home), keyPassphrase);
  } catch (error) {
    // What OpenSSL itself refuses, such as a key that is too short.
    return { checks: [name, ...beforeConnecting(error)], pool: null };
  }
  const pin = await ServerPin.load(home, options.peer);
  const { checks, pool } = await connect(options, credentials, pin);
  return { checks: [name, ...checks], pool };
}

/** What keeps TLS from being tried at all: then nothing is known of the port either. */
function beforeConnecting(error: unknown): Check[] {
  const id = 'connection.tls';
  return [failed(id, error), ...notChecked(id, ...order.filter((other) => other !== id))];
}

async function checkName({ peer, config, signal }: ConnectionOptions): Promise<Check> {
  const id = 'connection.name';
  const { host } = peer;
  try {
    const addresses = await resolveHost(peer, { ...timeoutsOf(config), signal });
    return addresses === null
      ? check(id, 'ok', 'address-given', { host })
      : check(id, 'ok', 'name-found', { host, addresses });
  } catch (error) {
    return failed(id, error);
  }
}

async function connect(
  { peer, config, signal }: ConnectionOptions,
  credentials: TlsCredentials,
  pin: ServerPin,
): Promise<ConnectionChecks> {
  let stage: ConnectionStage = 'connecting';
  let shown: X509Certificate | undefined;
  const pool = new ConnectionPool(peer, credentials, timeoutsOf(config), (certificate) => {
    shown = certificate;
    pin.check(certificate);
  });
  const onStage = (reached: ConnectionStage) => {
    stage = reached;
  };
  const before = Date.now();
  try {
    const time = await requestTime(pool, { signal, onStage });
    const clock = checkClock(time, before, Date.now());
    return { checks: [...steps(), check('connection.answer', 'ok', 'server-answers', {}), clock], pool };
  } catch (error) {
    pool.close();
    const isUntried = isUserError(error, 'tls-verification-disabled');
    return { checks: isUntried ? beforeConnecting(error) : steps(error), pool: null };
  }

  /** What was reached, and where it ended. */
  function steps(error?: unknown): Check[] {
    const end = error === undefined ? null : failed(stepOf(stage, shown), error);
    const protocol = pool.tlsProtocol;
    const reached: Check[] = [check('connection.port', 'ok', 'port-open', { port: peer.port })];
    if (shown !== undefined) {
      reached.push(check('connection.tls', 'ok', 'tls-agreed', { protocol }), checkServer(shown));
      reached.push(checkPin(pin));
    }
    if (end === null) return reached;
    const place = order.indexOf(end.id);
    return [
      ...reached.filter(({ id }) => order.indexOf(id) < place),
      end,
      ...notChecked(end.id, ...order.slice(place + 1)),
    ];
  }
}

/** The check that an error belongs to. A certificate that OpenSSL refuses is never shown to us. */
function stepOf(stage: ConnectionStage, shown: X509Certificate | undefined): CheckId {
  if (stage === 'connecting') return 'connection.port';
  if (stage === 'credentials') return 'connection.answer';
  return shown === undefined ? 'connection.tls' : 'connection.pin';
}

function checkServer(certificate: X509Certificate): Check {
  const id = 'connection.certificate';
  const { validToDate: until, subjectAltName = '' } = certificate;
  const names = printable(subjectAltName.replaceAll(/DNS:|IP Address:/g, '')).split(', ');
  const days = daysUntil(until, new Date());
  return days < soonDays
    ? check(id, 'warning', 'server-certificate-ending', { names, until, days })
    : check(id, 'ok', 'server-certificate-good', { names, until, days });
}

function checkPin({ change }: ServerPin): Check {
  const code = change === undefined ? 'pin-known' : change === 'renewed' ? 'pin-renewed' : 'pin-first';
  return check('connection.pin', 'ok', code, {});
}

/** A server tells its time in whole seconds, at some moment while we waited for its answer. */
function checkClock(server: Date | null, before: number, after: number): Check {
  const id = 'connection.clock';
  if (server === null) return check(id, 'skipped', 'clock-unknown', {});
  const seconds = Math.round(((before + after) / 2 - server.getTime()) / 1000);
  return Math.abs(seconds) <= tolerableSeconds
    ? check(id, 'ok', 'clock-right', {})
    : check(id, 'warning', 'clock-off', { seconds });
}
