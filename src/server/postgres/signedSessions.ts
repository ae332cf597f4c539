import { randomUUID } from 'node:crypto';
import { decodeJwt, errors, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Session, Sessions } from '../sessions.ts';
import type { Postgres } from './postgres.ts';
import type { SessionKeys } from './sessionKeys.ts';

const issuer = 'secure-client';
const algorithm = 'HS256';

/** RFC 7519; the certificate as in RFC 8705, section 3.1. */
const claimsSchema = z.object({
  sub: z.string(),
  jti: z.string(),
  exp: z.number(),
  generation: z.string(),
  cnf: z.object({ 'x5t#S256': z.string() }),
});

const foundRow = z.object({ isOpen: z.boolean() });

/**
 * Sessions that any server can check which has the keys: signed statements of who logged in, with which certificate, and
 * until when. They last as long as they were made for, however often they are used, because what is signed cannot be
 * changed; and end before that by logout, with the account or its password, or when their key is taken away.
 */
export class SignedSessions implements Sessions {
  readonly lifeSeconds: number;
  readonly count = undefined;
  readonly #postgres: Postgres;
  readonly #keys: SessionKeys;
  readonly #clock: () => number;

  /** @param clock gives milliseconds */
  constructor(lifeSeconds: number, clock: () => number, postgres: Postgres, keys: SessionKeys) {
    this.lifeSeconds = lifeSeconds;
    this.#clock = clock;
    this.#postgres = postgres;
    this.#keys = keys;
  }

  async open(facts: Omit<Session, 'id'>): Promise<Session> {
    const { id: kid, secret } = this.#keys.signing;
    const now = Math.floor(this.#clock() / 1000);
    const id = await new SignJWT({
      generation: facts.generation,
      cnf: { 'x5t#S256': thumbprintOf(facts.certificateFingerprint) },
    })
      .setProtectedHeader({ alg: algorithm, kid })
      .setIssuer(issuer)
      .setSubject(facts.username)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + this.lifeSeconds)
      .sign(secret);
    return { id, ...facts };
  }

  async use(
    id: string,
    certificateFingerprint: string,
    request: (session: Session) => Promise<void>,
  ): Promise<boolean> {
    const claims = await this.#verify(id);
    if (claims === undefined) return false;
    if (claims.cnf['x5t#S256'] !== thumbprintOf(certificateFingerprint)) return false;
    const { sub: username, generation } = claims;
    const session = { id, username, generation, certificateFingerprint };
    if (!(await this.isValid(session))) return false;
    await request(session);
    return true;
  }

  /** @param id of a session that has just been used */
  async end(id: string): Promise<void> {
    const { jti, exp } = claimsSchema.parse(decodeJwt(id));
    const sql = 'INSERT INTO ended_sessions (id, expires) VALUES ($1, $2) ON CONFLICT DO NOTHING';
    await this.#postgres.run(sql, [jti, exp * 1000]);
  }

  async isValid({ id, username, generation }: Session): Promise<boolean> {
    const { jti } = claimsSchema.parse(decodeJwt(id));
    const [found] = await this.#postgres.query(
      `SELECT NOT EXISTS (SELECT FROM ended_sessions WHERE id = $3) AS "isOpen"
       FROM accounts WHERE username = $1 AND generation = $2`,
      [username, generation, jti],
      foundRow,
    );
    return found?.isOpen ?? false;
  }

  /** Forgets the sessions that were ended and would have come to their end by now. */
  async sweep(): Promise<void> {
    await this.#postgres.run('DELETE FROM ended_sessions WHERE expires < $1', [this.#clock()]);
  }

  async #verify(id: string): Promise<z.infer<typeof claimsSchema> | undefined> {
    const secretOf = ({ kid = '' }: JWTHeaderParameters) => {
      const key = this.#keys.find(kid);
      if (key === undefined) throw new errors.JOSEError('signed with another key');
      return key.secret;
    };
    try {
      const options = { issuer, algorithms: [algorithm], currentDate: new Date(this.#clock()) };
      return claimsSchema.parse((await jwtVerify(id, secretOf, options)).payload);
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof z.ZodError) return undefined;
      throw error;
    }
  }
}

/** As in RFC 8705: of `AA:BB:…`, base64url. */
function thumbprintOf(fingerprint: string): string {
  return Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64url');
}
