import { objectTables } from '../store/objects/schema.ts';
import type { Part } from './schema.ts';

const accounts: Part = {
  name: 'accounts',
  steps: [
    `
    CREATE TABLE accounts (
      username text PRIMARY KEY,
      password text NOT NULL,
      generation text NOT NULL,
      quota bigint,
      created bigint NOT NULL
    );
    -- Names that differ in case only are one.
    CREATE UNIQUE INDEX accounts_folded ON accounts (lower(username));

    CREATE TABLE ended_sessions (
      id text PRIMARY KEY,
      expires bigint NOT NULL
    );
    CREATE INDEX ended_sessions_by_time ON ended_sessions (expires);

    CREATE TABLE login_attempts (
      key text PRIMARY KEY,
      failures int NOT NULL,
      last_failure bigint NOT NULL,
      locked_until bigint NOT NULL,
      trying_until bigint NOT NULL
    );
    CREATE INDEX login_attempts_by_time ON login_attempts (last_failure);

    CREATE SEQUENCE server_numbers AS int CYCLE;

    -- Room that uploads of one request have been promised, as long as their server lives.
    CREATE TABLE reservations (
      id uuid PRIMARY KEY,
      owner text NOT NULL,
      bytes bigint NOT NULL,
      server int NOT NULL
    );
    CREATE INDEX reservations_by_owner ON reservations (owner);
    `,
  ],
};

/** All tables that servers with a database share. Times are milliseconds since 1970. */
export const allParts: readonly Part[] = [accounts, objectTables];
