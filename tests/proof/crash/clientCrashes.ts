import { randomBytes } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { downloadAndDecryptFile } from '../../../src/client/download.ts';
import { openFile } from '../../../src/client/offline.ts';
import { sealToFile } from '../../../src/client/sealOffline.ts';
import { TransferFolder } from '../../../src/client/transfers/transferFolder.ts';
import { uploadFile } from '../../../src/client/upload.ts';
import { removeAbandoned } from '../../../src/common/atomicFile.ts';
import { FileLock } from '../../../src/common/fileLock.ts';
import { saveConfig } from '../../../src/config/config.ts';
import { homePaths } from '../../../src/config/home.ts';
import { removeAbandonedStaging } from '../../../src/crypto/restore/abandoned.ts';
import { addToSchedule } from '../../../src/schedule/entries.ts';
import { loadSchedule } from '../../../src/schedule/scheduleFile.ts';
import { type Finished, run } from '../../support/program.ts';
import { filesIn, letWeekPass, unexpected } from '../support/leftovers.ts';
import { account, newHome, type Station, withSession } from '../support/station.ts';
import { type Choice, type Deaths, dying, killEverywhere, programPath, stepOfDeath } from './killings.ts';

/** A home and sources of its own, for one command. */
interface Scene {
  readonly folder: string;
  readonly home: string;
  readonly source: string;
  readonly station: Station;
  readonly port: number;
  /** An archive of the source, on the server. */
  readonly archive: string;
}

/** A command that is killed, and runs again. */
interface CommandWork {
  readonly name: string;
  readonly source: Buffer;
  before?(scene: Scene): Promise<void>;
  args(scene: Scene): readonly string[];
  /** What is wrong when the command has run to its end. */
  verify(scene: Scene, finished: Finished): Promise<readonly string[]>;
}

const text = Buffer.from('It was a dark and stormy night. '.repeat(64 * 1024));
const noise = randomBytes(2 * 2 ** 20);
const small = randomBytes(10_000);
const named = z.object({ name: z.string() });

const sealing = ({ station, home }: Scene) => ['--recipient', station.login(home, 0).recipients?.[0] ?? ''];
const opening = ({ station, home }: Scene) => ['--identity', station.login(home, 0).identityFiles?.[0] ?? ''];
const restoring = (scene: Scene) => [
  '--to',
  join(scene.folder, 'restored'),
  '--overwrite',
  'always',
  ...opening(scene),
];

const works: readonly CommandWork[] = [
  uploading('upload at once', small, []),
  uploading('upload compressed', text, ['--compress', 'always']),
  uploading('upload while sealing', noise, ['--compress', 'never']),
  {
    name: 'upload as it is',
    source: text.subarray(0, 10_000),
    args: ({ source }) => ['upload', source, '--mode', 'server'],
    verify: async () => [],
  },
  {
    name: 'download',
    source: noise,
    args: (scene) => ['download', scene.archive, ...restoring(scene)],
    verify: verifyRestored,
  },
  {
    name: 'download a part',
    source: noise,
    args: (scene) => ['download', scene.archive, '--only', 'source', ...restoring(scene)],
    verify: verifyRestored,
  },
  {
    name: 'run the schedule',
    source: small,
    async before(scene) {
      const { recipients = [] } = scene.station.login(scene.home, 0);
      await addToSchedule(scene.home, [scene.source], { recipients, skipUnchanged: true });
    },
    args: () => ['schedule', 'run'],
    async verify(scene) {
      const entry = (await loadSchedule(scene.home))[scene.source];
      return entry?.lastArchive ? isStored(scene, entry.lastArchive) : ['it was not uploaded'];
    },
  },
  {
    name: 'change a setting',
    source: small,
    args: () => ['config', 'set', 'language', 'fr'],
    verify: async () => [],
  },
  {
    name: 'log in for the first time and remember the password',
    source: small,
    args: () => ['login', '--remember', '--remember-password'],
    verify: async () => [],
  },
  {
    name: 'change the keys of a file',
    source: small,
    async before(scene) {
      const { recipients, identityFiles } = scene.station.login(scene.home, 0);
      await sealToFile([scene.source], join(scene.folder, 'a.enc'), { recipients, identityFiles });
    },
    args: (scene) => [
      ...['rewrap', '--file', join(scene.folder, 'a.enc'), ...opening(scene)],
      ...['--new-recipient', ...sealing(scene).slice(1)],
    ],
    async verify(scene) {
      const { identityFiles } = scene.station.login(scene.home, 0);
      const destination = join(scene.folder, 'restored');
      await openFile(join(scene.folder, 'a.enc'), { identityFiles }, { destination });
      return verifyRestored(scene);
    },
  },
];

function uploading(name: string, source: Buffer, options: readonly string[]): CommandWork {
  return {
    name,
    source,
    args: (scene) => ['upload', scene.source, ...options, ...sealing(scene)],
    verify: (scene, { stdout }) => isStored(scene, named.parse(JSON.parse(stdout)).name),
  };
}

export const commandNames = works.map(({ name }) => name);

/** Kills commands at every step, and has them run again. */
export async function killCommands(
  station: Station,
  { folder, signal, deaths, names = commandNames, choice = {} }: Killings,
): Promise<void> {
  const data = join(folder, 'commands');
  await cp(station.data, data, { recursive: true });
  const server = await station.serve(data);
  try {
    for (const work of works.filter(({ name }) => names.includes(name))) {
      const archive = await withStored(station, server.port, join(folder, 'stored'), work.source);
      await killEverywhere(choice, signal, async (killing) => {
        const scene = await setUp(station, server.port, join(folder, 'scene'), work, archive);
        await work.before?.(scene);
        const killed = await runIn(scene, work, dying(killing, scene.folder));
        const step = await stepOfDeath(scene.folder);
        if (step !== undefined) {
          const wrong = await wholeJson(scene.home);
          const again = await runIn(scene, work, {});
          if (again.exitCode === 0)
            wrong.push(...(await work.verify(scene, again)), ...(await leftBy(scene)));
          else wrong.push(`the next run failed: ${again.stdout}${again.stderr}`);
          deaths.note(work.name, step, `exit code ${again.exitCode}`, wrong);
        } else if (killed.exitCode !== 0) {
          deaths.note(work.name, 'at no step', 'never ran', [`${killed.stdout}${killed.stderr}`]);
        }
        await rm(scene.folder, { recursive: true });
        return step !== undefined;
      });
    }
  } finally {
    await server.close();
  }
}

/** How to kill. */
export interface Killings {
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly deaths: Deaths;
  /** Of what is killed; all where absent. */
  readonly names?: readonly string[] | undefined;
  readonly choice?: Choice | undefined;
}

async function setUp(
  station: Station,
  port: number,
  folder: string,
  work: CommandWork,
  archive: string,
): Promise<Scene> {
  await mkdir(folder, { recursive: true });
  const home = await newHome(station, folder);
  await saveConfig(home, { version: 1, host: '127.0.0.1', port, username: account.username });
  const source = join(folder, 'source');
  await writeFile(source, work.source);
  return { folder, home, source, station, port, archive };
}

async function withStored(station: Station, port: number, folder: string, bytes: Buffer): Promise<string> {
  await mkdir(folder, { recursive: true });
  const home = await newHome(station, folder);
  await writeFile(join(folder, 'source'), bytes);
  const { name } = await withSession(station.login(home, port), (session) =>
    uploadFile(session, [join(folder, 'source')]),
  );
  await rm(folder, { recursive: true });
  return name;
}

function runIn(scene: Scene, work: CommandWork, more: Record<string, string>): Promise<Finished> {
  const { home } = scene;
  const environment = { SECURE_CLIENT_HOME: home, SECURE_CLIENT_PASSWORD: account.password, ...more };
  return run(process.execPath, [programPath, ...work.args(scene), '--json'], environment);
}

async function isStored({ station, home, port, folder, source }: Scene, name: string): Promise<string[]> {
  const destination = join(folder, 'checked');
  await withSession(station.login(home, port), (session) =>
    downloadAndDecryptFile(session, name, { destination }),
  );
  const restored = await readFile(join(destination, 'source'));
  return restored.equals(await readFile(source)) ? [] : ['what is stored is not as it was'];
}

async function verifyRestored({ folder, source }: Scene): Promise<string[]> {
  const destination = join(folder, 'restored');
  const restored = await readFile(join(destination, 'source'));
  const isAsItWas = restored.equals(await readFile(source));
  // No file is left at once, and no folder after a while.
  const files = await filesIn(destination);
  await letWeekPass(destination);
  await removeAbandonedStaging(destination);
  const found = [...files, ...(await readdir(destination))];
  return [...(isAsItWas ? [] : ['what is restored is not as it was']), ...unexpected(found, ['source'])];
}

/** Every JSON file under its own name is whole, whenever the process was killed. */
async function wholeJson(home: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const path of await filesIn(home)) {
    if (!path.endsWith('.json')) continue;
    try {
      JSON.parse(await readFile(join(home, path), 'utf8'));
    } catch {
      wrong.push(`${path} is not whole`);
    }
  }
  return wrong;
}

/** What is there that should not be, a week later, when everything that was written was written once more. */
async function leftBy({ folder, home }: Scene): Promise<string[]> {
  await letWeekPass(folder);
  await TransferFolder.interrupted(home);
  const temporaries = (await filesIn(folder)).filter((path) => /\.(tmp|lock)$/.test(path));
  for (const path of temporaries) {
    const whole = join(folder, path.replace(/(\.[0-9a-f]+)+\.tmp$/, ''));
    if (whole.endsWith('.lock')) await (await FileLock.acquire(whole, 'proof')).release();
    else await removeAbandoned(whole);
  }
  const transfers = await readdir(join(homePaths(home).state, 'transfers')).catch(() => []);
  return [
    ...transfers.map(() => 'left a transfer'),
    ...(await filesIn(folder)).filter((path) => temporaries.includes(path)).map((path) => `left ${path}`),
  ];
}
