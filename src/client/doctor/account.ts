import { type Capabilities, requestLogin, requestLogout } from '../../net/api.ts';
import type { ConnectionPool } from '../../net/connectionPool.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { type Check, type CheckId, check, failed, notChecked } from './check.ts';

/** What a server can do beyond the base level. */
export type ServerAbility = 'raw' | 'range' | 'list' | 'delete' | 'rewrap' | 'resume';

export interface AccountOptions {
  /** Null where it is not known. */
  readonly username: string | null;
  /** Null where none are at hand without asking for them. */
  readonly secrets: Secrets | null;
  /** What keeps those that are remembered from being read; null where nothing does. */
  readonly secretsObstacle: CheckId | null;
  /** Null where the server does not answer, or was not asked. */
  readonly pool: ConnectionPool | null;
  /** Why there is no pool. */
  readonly obstacle: CheckId | null;
  readonly signal: AbortSignal;
}

/** Logs in, once, with what is at hand, and out again. */
export async function checkAccount(options: AccountOptions): Promise<Check[]> {
  return [checkPassphrase(options), ...(await checkLogin(options))];
}

function checkPassphrase(options: AccountOptions): Check {
  const id = 'account.passphrase';
  const { secrets } = options;
  if (secrets === null) return withoutSecrets(id, options);
  const { password, passphrase } = secrets;
  return !passphrase || passphrase === password
    ? check(id, 'warning', 'passphrase-is-password', {})
    : check(id, 'ok', 'passphrase-apart', {});
}

async function checkLogin(options: AccountOptions): Promise<Check[]> {
  const { username, secrets, pool, obstacle, signal } = options;
  const [id, next] = ['account.login', 'account.abilities'] as const;
  if (pool === null) {
    return obstacle === null ? [check(id, 'skipped', 'offline', {})] : notChecked(obstacle, id, next);
  }
  if (username === null) return [check(id, 'skipped', 'no-account', {}), ...notChecked(id, next)];
  if (secrets === null) return [withoutSecrets(id, options), ...notChecked(id, next)];
  try {
    const { password } = secrets;
    const { sessionId, capabilities } = await requestLogin(pool, { username, password }, { signal });
    // A server of the base level knows no logout.
    await requestLogout(pool, sessionId).catch(() => {});
    return [check(id, 'ok', 'logged-in', { username }), checkAbilities(capabilities)];
  } catch (error) {
    return [failed(id, error), ...notChecked(id, next)];
  }
}

function withoutSecrets(id: CheckId, { secretsObstacle: after }: AccountOptions): Check {
  return after === null
    ? check(id, 'skipped', 'no-password', {})
    : check(id, 'skipped', 'not-checked', { after });
}

function checkAbilities({ raw, range, list, delete: deletes, rewrap, tus }: Capabilities): Check {
  const id = 'account.abilities';
  const known: readonly (readonly [ServerAbility, unknown])[] = [
    ['raw', raw],
    ['range', range],
    ['resume', tus],
    ['list', list],
    ['delete', deletes],
    ['rewrap', rewrap],
  ];
  const abilities = known.filter(([, value]) => Boolean(value)).map(([ability]) => ability);
  return abilities.length === 0
    ? check(id, 'ok', 'abilities-base', {})
    : check(id, 'ok', 'abilities-extended', { abilities });
}
