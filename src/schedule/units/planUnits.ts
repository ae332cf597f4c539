import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toReadError } from '../../common/diskErrors.ts';
import { UserError } from '../../common/errors.ts';
import type { Installation } from './installation.ts';
import { type Manager, serviceUnit, timerUnit } from './systemd.ts';
import { type UnitFile, unitFolder, unitPaths } from './unitFiles.ts';

const sharedFolders = ['/tmp', '/var/tmp'];

/**
 * The units of an installation, and where they go.
 *
 * @param sources what is scheduled now
 * @param metricsFile where the state is written for Prometheus
 * @throws {UserError} `usage` for a path that no unit can hold, `path-not-found`
 */
export async function planUnits(
  installation: Installation,
  manager: Manager,
  facts: {
    readonly sources: readonly string[];
    readonly metricsFile?: string | undefined;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): Promise<UnitFile[]> {
  const { node, program, home } = installation;
  const writable = [home, ...(facts.metricsFile === undefined ? [] : [dirname(facts.metricsFile)])];
  refuseLineBreaks([...writable, node, program, ...Object.values(installation.secretFiles)]);
  const isTmpPrivate = ![...writable, node, program, ...facts.sources].some(isShared);
  const owner = manager === 'system' ? await ownerOf(home) : 0;
  const paths = unitPaths(unitFolder(manager, facts.environment));
  return [
    {
      path: paths.service,
      content: serviceUnit(installation, manager, { user: owner || undefined, writable, isTmpPrivate }),
    },
    { path: paths.timer, content: timerUnit() },
  ];
}

/** Neither units nor crontabs can hold them. @throws {UserError} `usage` */
export function refuseLineBreaks(paths: readonly (string | undefined)[]): void {
  for (const path of paths) {
    if (path !== undefined && /[\r\n]/.test(path)) {
      throw new UserError('usage', { problem: 'path-with-line-break', path });
    }
  }
}

function isShared(path: string): boolean {
  return sharedFolders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

async function ownerOf(path: string): Promise<number> {
  try {
    return (await stat(path)).uid;
  } catch (error) {
    throw toReadError(path, error);
  }
}
