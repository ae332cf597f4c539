import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rememberedSecretsOf } from '../../../src/client/rememberedSecrets.ts';
import { noKeyring } from '../../../src/client/secrets/keyring.ts';
import type { UploadResult } from '../../../src/client/types.ts';
import { UserError } from '../../../src/common/errors.ts';
import { thisProcess } from '../../../src/common/processes.ts';
import { type Config, changeConfig, loadConfig, saveConfig } from '../../../src/config/config.ts';
import { homePaths } from '../../../src/config/home.ts';
import { type KnownServer, loadKnownServer, saveKnownServer } from '../../../src/config/knownServers.ts';
import { addToSchedule } from '../../../src/schedule/entries.ts';
import { newEntry } from '../../../src/schedule/entry.ts';
import { appendRun, type RunRecord, readHistory } from '../../../src/schedule/history.ts';
import { loadSchedule, saveSchedule } from '../../../src/schedule/scheduleFile.ts';
import { checkAndUploadScheduledFiles } from '../../../src/schedule/scheduler.ts';
import { filesIn, letWeekPass, unexpected } from '../support/leftovers.ts';
import { newHome, type Station } from '../support/station.ts';
import type { Attempt, Operation } from './everyCall.ts';

const peer = { host: 'backup.example', port: 8443, username: 'ada' };

/** What the program keeps in its home, apart from transfers. */
export function homeOperations(station: Station): Operation[] {
  return [
    inHome(station, 'change a setting', {
      before: (home) => saveConfig(home, { version: 1, host: 'old.example' }),
      run: async (home) => void (await changeConfig(home, changed)),
      read: async (home) => (await loadConfig(home)).host,
      values: ['old.example', 'new.example'],
      files: ['config.json'],
    }),
    inHome(station, 'remember a password', {
      before: async (home) =>
        void (await rememberedSecretsOf(home, noKeyring).remember(peer, { password: 'old' })),
      run: async (home) =>
        void (await rememberedSecretsOf(home, noKeyring).remember(peer, { password: 'new' })),
      read: async (home) => (await rememberedSecretsOf(home, noKeyring).recall(peer))?.password,
      values: ['old', 'new'],
      files: ['credentials.json'],
    }),
    inHome(station, 'keep the certificate of a server', {
      before: (home) => saveKnownServer(home, 'a:1', knownServer('old')),
      run: async (home) => void (await saveKnownServer(home, 'a:1', knownServer('new'))),
      read: async (home) => (await loadKnownServer(home, 'a:1'))?.subject,
      values: ['old', 'new'],
      files: ['state/known_servers.json'],
    }),
    inHome(station, 'schedule a path', {
      before: (home) => saveSchedule(home, { [home]: newEntry(home) }),
      run: async (home) => void (await addToSchedule(home, [homePaths(home).certificates])),
      read: async (home) => Object.keys(await loadSchedule(home)).length,
      values: [1, 2],
      files: ['upload_schedule.json'],
    }),
    inHome(station, 'add to the history, and set a full one aside', {
      before: async (home) => {
        await appendRun(home, runRecord('old'));
        const filler = `${' '.repeat(1023)}\n`.repeat(1024);
        await writeFile(join(homePaths(home).state, 'history.ndjson'), filler, { flag: 'a' });
      },
      run: async (home) => void (await appendRun(home, runRecord('new'))),
      read: async (home) => (await readHistory(home))[0]?.path,
      values: ['old', 'new'],
      files: ['state/history.ndjson', 'state/history.1.ndjson'],
    }),
    inHome(station, 'run the schedule, over the lock of a dead run', {
      before: async (home) => {
        const path = homePaths(home).certificates;
        await saveSchedule(home, { [path]: { ...newEntry(path), skipUnchanged: true } });
        await writeFile(join(homePaths(home).state, 'run.lock'), await deadLock());
      },
      run: runSchedule,
      read: async (home) =>
        (await loadSchedule(home))[homePaths(home).certificates]?.lastSuccess === null ? 'never' : 'uploaded',
      values: ['never', 'uploaded'],
      notesFailures: true,
      files: ['upload_schedule.json', 'state/run.lock', 'state/history.ndjson', 'state/fingerprints.json'],
    }),
  ];
}

interface HomeWork<Value> {
  before(home: string): Promise<void>;
  /** @returns what came of it, where that is to be told apart */
  run(home: string): Promise<string | undefined>;
  /** What is in the file, as the program sees it. */
  read(home: string): Promise<Value | undefined>;
  /** Before and after. */
  readonly values: readonly [Value, Value];
  /** What may be there besides what was. */
  readonly files: readonly string[];
  /** A run that ends well may have failed inside, and said so. */
  readonly notesFailures?: boolean;
}

function inHome<Value>(station: Station, name: string, work: HomeWork<Value>): Operation {
  const { run, read, values, files, notesFailures = false } = work;
  return {
    name,
    async prepare(folder): Promise<Attempt> {
      const home = await newHome(station, folder);
      await mkdir(homePaths(home).state, { recursive: true, mode: 0o700 });
      await work.before(home);
      const expected = [...(await filesIn(home)), ...files];
      const check = async (wanted: readonly Value[]): Promise<string[]> => {
        const found = await read(home);
        return found !== undefined && wanted.includes(found) ? [] : [`it reads ${found}`];
      };
      const strays = async () => unexpected(await filesIn(home), expected);
      return {
        run: () => run(home),
        inspect: (isDone) => check(isDone && !notesFailures ? [values[1]] : values),
        async verify() {
          if ((await strays()).length > 0) {
            await letWeekPass(join(home, 'state'));
            await run(home);
          }
          return [...(await check([values[1]])), ...(await strays())];
        },
      };
    },
  };
}

let count = 0;

/** Something new each time, so that there is something to write. */
function changed(config: Config): Config {
  count += 1;
  return { ...config, host: 'new.example', port: 1 + (count % 60_000) };
}

/** Uploads nothing, but notes that it did. @throws what the run throws, also what it would take for a bug of ours */
async function runSchedule(home: string): Promise<string | undefined> {
  let ended: string | undefined;
  let bug: unknown;
  await checkAndUploadScheduledFiles({
    home,
    runner: 'run',
    isForced: true,
    upload: async () => uploaded,
    describe: (error) => {
      if (!(error instanceof UserError)) bug = error;
      return error instanceof UserError ? { code: error.code, message: '' } : { code: 'bug', message: '' };
    },
    onEvent: (event) => {
      if (event.outcome === 'failed') ended = `noted ${event.record.error?.code}`;
    },
    signal: new AbortController().signal,
  });
  if (bug !== undefined) throw bug;
  return ended;
}

const uploaded: UploadResult = {
  mode: 'client',
  name: 'a.enc',
  bytes: 1,
  sealedBytes: 1,
  entries: 1,
  warnings: [],
};

function knownServer(subject: string): KnownServer {
  const [validFrom, validTo, firstSeen] = [new Date(0), new Date(1), new Date(2)];
  return { fingerprint256: 'A', publicKey256: 'b', subject, issuer: 'c', validFrom, validTo, firstSeen };
}

function runRecord(path: string): RunRecord {
  return { version: 1, at: new Date(), seconds: 0, path, runner: 'run', result: 'unchanged', attempt: 1 };
}

/** Of a process that is gone: no process has that number. */
async function deadLock(): Promise<string> {
  const owner = { ...(await thisProcess()), pid: 2 ** 30 };
  const startedAt = new Date(0).toISOString();
  return JSON.stringify({ version: 1, id: 'ab', ...owner, startedAt, purpose: 'run' });
}
