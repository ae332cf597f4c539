import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { waitForLock } from '../common/waitForLock.ts';
import { type Config, configSchema } from './configSchema.ts';
import { homePaths } from './home.ts';
import { inspectJsonFile, type JsonFileState, readJsonFile, writeJsonFile } from './jsonFile.ts';

export type { Config } from './configSchema.ts';

export const emptyConfig: Config = { version: 1 };

/**
 * Reads `config.json`; a missing file is an empty configuration. The earlier form without a version is read too.
 *
 * @throws {UserError} `file-set-aside` when it is broken.
 */
export function loadConfig(home: string): Promise<Config> {
  return readJsonFile(homePaths(home).config, configSchema, emptyConfig);
}

/** The same, which leaves a broken one where it is. @throws {UserError} `path-unreadable` */
export function inspectConfig(home: string): Promise<JsonFileState<Config>> {
  return inspectJsonFile(homePaths(home).config, configSchema);
}

/** As `loadConfig`, for whoever only wants to look: nothing is set aside, and what cannot be read is empty. */
export async function peekConfig(home: string): Promise<Config> {
  const found = await inspectConfig(home).catch(() => null);
  return found?.kind === 'whole' ? found.value : emptyConfig;
}

/** Writes `config.json` (0600, atomically). What is there already is changed with `changeConfig`. */
export function saveConfig(home: string, config: Config): Promise<void> {
  return writeJsonFile(homePaths(home).config, configSchema.parse(config));
}

/**
 * Changes `config.json`: every change goes through here, so that screens and commands never lose each other's.
 * Where nothing changes nothing is written, not even the lock.
 *
 * @param change may be called twice
 * @throws {UserError} `file-set-aside`, `locked`, `disk-full`, `write-refused`, and what `change` throws
 */
export async function changeConfig(home: string, change: (config: Config) => Config): Promise<Config> {
  const seen = await loadConfig(home);
  if (isDeepStrictEqual(change(seen), seen)) return seen;
  return withConfigLock(home, async () => {
    const before = await loadConfig(home);
    const after = change(before);
    if (!isDeepStrictEqual(after, before)) await saveConfig(home, after);
    return after;
  });
}

/** Works on `config.json` alone among all processes. @throws {UserError} `locked`, and what `work` throws */
export async function withConfigLock<Result>(home: string, work: () => Promise<Result>): Promise<Result> {
  const lock = await waitForLock(join(homePaths(home).state, 'config.lock'), 'edit-config');
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
