import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toReadError, toWriteError } from '../../common/diskErrors.ts';
import { systemCode } from '../../common/errors.ts';
import { type Config, emptyConfig, inspectConfig } from '../../config/config.ts';
import { homePaths } from '../../config/home.ts';
import { inspectKnownServers, knownServersPath } from '../../config/knownServers.ts';
import { inspectSealed } from '../secrets/sealedFile.ts';
import { type Check, check, failed, notChecked } from './check.ts';
import { checkFilePermissions, isOpenToOthers } from './filePermissions.ts';

/** Below it uploads and downloads soon have no room for what they keep. */
const littleBytes = 1024 ** 3;
/** What restoring leaves free in any case. */
const leastBytes = 64 * 1024 ** 2;

export interface HomeChecks {
  readonly checks: readonly Check[];
  /** Null where it cannot be read. */
  readonly config: Config | null;
  /** False where a file of remembered things is broken: whoever reads it on would set it aside. */
  readonly isMemoryWhole: boolean;
}

/** Looks at the home folder and its files; changes nothing. */
export async function checkHome(home: string): Promise<HomeChecks> {
  const paths = homePaths(home);
  const folder = await checkFolder(home);
  const isUsable = folder.status !== 'problem';
  if (!isUsable) {
    const rest = ['home.files', 'home.config', 'home.remembered', 'home.state', 'home.disk'] as const;
    return { checks: [folder, ...notChecked(folder.id, ...rest)], config: null, isMemoryWhole: false };
  }
  const { config, checks: ofConfig } = await checkConfig(home, paths.config);
  const remembered = await checkRemembered(home);
  return {
    checks: [
      folder,
      await checkFilePermissions(paths),
      ...ofConfig,
      remembered,
      await checkState(paths.state),
      await checkDisk(home),
    ],
    config,
    isMemoryWhole: remembered.status === 'ok',
  };
}

async function checkFolder(home: string): Promise<Check> {
  const id = 'home.folder';
  try {
    const { mode } = await stat(home);
    // `.` only a folder has.
    await access(join(home, '.'), constants.R_OK | constants.X_OK);
    if (!isOpenToOthers(mode)) return check(id, 'ok', 'folder-private', { path: home });
    return check(id, 'warning', 'folder-open', { path: home, mode: (mode & 0o777).toString(8) });
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return check(id, 'warning', 'folder-missing', { path: home });
    return failed(id, toReadError(home, error));
  }
}

async function checkConfig(home: string, path: string): Promise<{ config: Config | null; checks: Check[] }> {
  const id = 'home.config';
  try {
    const found = await inspectConfig(home);
    if (found.kind === 'missing') {
      return { config: emptyConfig, checks: [check(id, 'ok', 'file-missing', { path })] };
    }
    if (found.kind === 'broken') {
      const { reason } = found;
      return { config: null, checks: [check(id, 'problem', 'file-broken', { path, reason })] };
    }
    const { value: config } = found;
    const isOpen = config.password !== undefined;
    return {
      config,
      checks: [
        isOpen ? check(id, 'warning', 'config-password', { path }) : check(id, 'ok', 'file-whole', { path }),
      ],
    };
  } catch (error) {
    return { config: null, checks: [failed(id, error)] };
  }
}

/** Passwords, and the certificates by which servers are known. */
async function checkRemembered(home: string): Promise<Check> {
  const id = 'home.remembered';
  const files = [
    { path: homePaths(home).credentials, inspect: inspectSealed },
    { path: knownServersPath(home), inspect: inspectKnownServers },
  ];
  try {
    for (const { path, inspect } of files) {
      const found = await inspect(home);
      if (found.kind === 'broken') {
        return check(id, 'problem', 'file-broken', { path, reason: found.reason });
      }
    }
    return check(id, 'ok', 'remembered-whole', {});
  } catch (error) {
    return failed(id, error);
  }
}

/** Asks the system whether the folder could be written to, or made; tries nothing out. */
async function checkState(state: string): Promise<Check> {
  const id = 'home.state';
  try {
    await access(await nearestFolder(state), constants.W_OK | constants.X_OK);
    return check(id, 'ok', 'state-writable', { path: state });
  } catch (error) {
    return failed(id, toWriteError(state, error));
  }
}

async function checkDisk(home: string): Promise<Check> {
  const id = 'home.disk';
  try {
    const { bavail, bsize } = await statfs(await nearestFolder(home));
    const bytes = bavail * bsize;
    if (bytes >= littleBytes) return check(id, 'ok', 'disk-free', { bytes });
    return check(id, bytes < leastBytes ? 'problem' : 'warning', 'disk-low', { bytes });
  } catch (error) {
    return failed(id, toReadError(home, error));
  }
}

/** The path, or the first folder above it that is there. */
async function nearestFolder(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    return nearestFolder(dirname(path));
  }
}
