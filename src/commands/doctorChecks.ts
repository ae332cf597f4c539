import { checkAccount } from '../client/doctor/account.ts';
import { checkCertificates } from '../client/doctor/certificates.ts';
import { type Check, type CheckId, check, notChecked } from '../client/doctor/check.ts';
import { type ConnectionChecks, checkConnection } from '../client/doctor/connection.ts';
import { checkHome, type HomeChecks } from '../client/doctor/home.ts';
import { checkProgram, type Versions } from '../client/doctor/program.ts';
import { checkTerminal } from '../client/doctor/terminal.ts';
import { UserError } from '../common/errors.ts';
import type { Config } from '../config/config.ts';
import { profileNames, profileOf } from '../config/profiles.ts';
import { checkSchedule } from '../schedule/status/checkSchedule.ts';
import type { Context } from './context.ts';
import { readServerOptions, type ServerOptions } from './options.ts';
import { givenSecret } from './secrets.ts';
import { type AskedAccount, secretsAtHand } from './secretsAtHand.ts';

/** Without them there is no connection; what else is wrong may still let one through. */
const neededToConnect: readonly CheckId[] = [
  'home.remembered',
  'certificates.client',
  'certificates.key',
  'certificates.authority',
];

/**
 * Looks at everything, group by group, and changes nothing.
 *
 * @param versions of the program, and of the oldest Node.js that will do
 * @throws {UserError} `profile-unknown`, and those of files of secrets
 */
export async function* runChecks(
  context: Context,
  { isOffline, versions }: { readonly isOffline: boolean; readonly versions: Versions },
): AsyncGenerator<readonly Check[], void, void> {
  const { home, command, output, signal } = context;
  const options = readServerOptions(command);
  const keyPassphrase = await givenSecret(output, 'keyPassphrase', options.keyPassphraseFile);
  const now = new Date();

  const ofHome = await checkHome(home);
  yield ofHome.checks;
  signal.throwIfAborted();
  const certificates = await checkCertificates(home, keyPassphrase, now);
  yield certificates;

  const account = accountOf(options, ofHome.config);
  const connection = isOffline
    ? { checks: [check('connection.name', 'skipped', 'offline', {})], pool: null }
    : await connectionChecks(context, { account, ofHome, certificates, keyPassphrase });
  try {
    yield connection.checks;
    yield await checkAccount({
      username: account.username ?? null,
      ...(await secretsAtHand(context, account, { ...ofHome, keyPassphrase })),
      pool: connection.pool,
      obstacle: isOffline ? null : firstObstacle(connection.checks),
      signal,
    });
  } finally {
    connection.pool?.close();
  }
  signal.throwIfAborted();
  yield await checkSchedule(home, now);
  yield checkTerminal(process.stdout, process.env);
  yield checkProgram(versions);
}

/** Which server is meant, as far as it is known. @throws {UserError} `profile-unknown` */
function accountOf(options: ServerOptions, config: Config | null): AskedAccount {
  const known = config === null ? {} : profileOf(config, options.profile);
  const { host = known.host, port = known.port, username = known.username } = options;
  return { host, port, username };
}

interface Known {
  readonly account: AskedAccount;
  readonly ofHome: HomeChecks;
  readonly keyPassphrase: string | undefined;
}

async function connectionChecks(
  { home, signal }: Context,
  { account, ofHome, certificates, keyPassphrase }: Known & { readonly certificates: readonly Check[] },
): Promise<ConnectionChecks> {
  const { host, port } = account;
  const { config } = ofHome;
  const id = 'connection.name';
  if (config === null) {
    const obstacle = ofHome.checks.find(({ status }) => status === 'problem');
    return { checks: notChecked(obstacle?.id ?? 'home.config', id), pool: null };
  }
  if (host === undefined || port === undefined) {
    const profiles = profileNames(config);
    return { checks: [check(id, 'skipped', 'server-unknown', { profiles })], pool: null };
  }
  const obstacle = [...ofHome.checks, ...certificates].find(isObstacle)?.id ?? null;
  return checkConnection({ home, peer: { host, port }, config, keyPassphrase, obstacle, signal });
}

function isObstacle({ id, status, found }: Check): boolean {
  const isLocked = !(found instanceof UserError) && found.code === 'key-locked';
  return isLocked || (status === 'problem' && neededToConnect.includes(id));
}

/** What a login waits for, where there is no connection. */
function firstObstacle(checks: readonly Check[]): CheckId | null {
  const first = checks.find(({ status }) => status === 'problem' || status === 'skipped');
  if (first === undefined) return null;
  const { id, found } = first;
  return !(found instanceof UserError) && found.code === 'not-checked' ? found.facts.after : id;
}
