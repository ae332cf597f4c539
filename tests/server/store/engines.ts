import type { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import { openDatabase } from '../../../src/server/database.ts';
import { FileStore } from '../../../src/server/store/files/fileStore.ts';
import type { ArchiveStore } from '../../../src/server/store/store.ts';
import { hasGateway } from '../../support/gateway.ts';
import { createObjectEngine } from '../../support/objectEngine.ts';
import { hasPostgres } from '../../support/postgres.ts';
import { temporaryFolder } from '../support.ts';

/** A store, and what a test of any engine needs besides. */
export interface Engine {
  readonly store: ArchiveStore;
  /** The store as a server finds it that is started afterwards. */
  again(): Promise<ArchiveStore>;
  /** As if so many milliseconds went by without a request for an upload. */
  pass(milliseconds: number): Promise<void>;
}

export const uploadLifetime = 7 * 24 * 60 * 60 * 1000;

/** What archives can be kept in, as far as this machine has it. */
export const engines: readonly (readonly [string, () => Promise<Engine>])[] = [
  ['files', createFileEngine],
  ...(hasGateway() && hasPostgres() ? [['objects', createObjects] as const] : []),
];

async function createFileEngine(): Promise<Engine> {
  const dataFolder = await temporaryFolder();
  let passed = 0;
  let database: DatabaseSync | undefined;
  let store: FileStore | undefined;
  const close = async (): Promise<void> => {
    await store?.close();
    database?.close();
  };
  const open = async (): Promise<FileStore> => {
    await close();
    database = await openDatabase(dataFolder, { durable: false });
    const clock = (): number => Date.now() + passed;
    const failed = (error: unknown): never => {
      throw error;
    };
    store = await FileStore.open({ dataFolder, database, uploadLifetime, clock, failed });
    return store;
  };
  onTestFinished(close);
  return {
    store: await open(),
    again: open,
    async pass(milliseconds) {
      passed += milliseconds;
    },
  };
}

async function createObjects(): Promise<Engine> {
  const engine = await createObjectEngine();
  return {
    store: engine.store,
    again: async () => engine.another().store,
    async pass(milliseconds) {
      await engine.postgres.run('UPDATE uploads SET active = active - $1', [milliseconds]);
    },
  };
}
