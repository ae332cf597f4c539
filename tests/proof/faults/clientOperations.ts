import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadAndDecryptFile } from '../../../src/client/download.ts';
import { openFile, rewrapArchiveFile } from '../../../src/client/offline.ts';
import { uploadInput } from '../../../src/client/pipes/uploadInput.ts';
import { sealInputToFile, sealToFile } from '../../../src/client/sealOffline.ts';
import type { Session } from '../../../src/client/session.ts';
import { TransferFolder } from '../../../src/client/transfers/transferFolder.ts';
import type { UploadOptions, UploadResult, Warning } from '../../../src/client/types.ts';
import { uploadFile } from '../../../src/client/upload.ts';
import { homePaths } from '../../../src/config/home.ts';
import { filesIn, letWeekPass, unexpected } from '../support/leftovers.ts';
import { newHome, type Station, withSession } from '../support/station.ts';
import type { Attempt, Operation } from './everyCall.ts';

const mebibyte = 2 ** 20;

/** What is stored and restored: small files, a folder, a link, and one file of a size and kind. */
interface Sources {
  readonly bytes: number;
  readonly kind: 'text' | 'noise';
}

const small: Sources = { bytes: 100 * 1024, kind: 'text' };
const compressible: Sources = { bytes: 2.5 * mebibyte, kind: 'text' };
const large: Sources = { bytes: 3 * mebibyte, kind: 'noise' };

/** Uploads and downloads of all kinds, against a server without faults. */
export function transferOperations(station: Station, port: number): Operation[] {
  const at = { station, port };
  return [
    upload(at, 'log in and upload a small archive', small, {}),
    upload(at, 'compress and upload', compressible, { compress: 'always' }),
    upload(at, 'compress and upload under another name', compressible, { compress: 'always' }, 'named'),
    upload(at, 'upload while sealing', large, { compress: 'never' }),
    upload(at, 'go on with an upload while sealing', large, { compress: 'never' }, 'interrupted'),
    upload(at, 'go on with a compressed upload', compressible, { compress: 'always' }, 'interrupted'),
    uploadFromPipe(at),
    uploadAsItIs(at),
    download(at, 'download', large),
    download(at, 'go on with a download', large, [], 'interrupted'),
    download(at, 'download compressed', compressible),
    download(at, 'download a part', large, ['source/folder/note']),
  ];
}

interface Place {
  readonly station: Station;
  readonly port: number;
}

function upload(
  { station, port }: Place,
  name: string,
  sources: Sources,
  options: UploadOptions,
  /** Whether it goes on with one that was interrupted, or its name is taken by another. */
  begun?: 'interrupted' | 'named',
): Operation {
  let prepared = 0;
  return {
    name,
    async prepare(folder): Promise<Attempt> {
      const home = await newHome(station, folder);
      const login = station.login(home, port);
      const source = await makeSources(folder, sources);
      prepared += 1;
      const naming = begun === 'named' ? { label: 'named', created: new Date(prepared * 1000) } : {};
      const send = (session: Session, more: UploadOptions = {}) =>
        uploadFile(session, [source], { ...options, ...naming, ...more });
      if (begun === 'interrupted')
        await withSession(login, (session) => interrupt((more) => send(session, more)));
      if (begun === 'named') await withSession(login, (session) => send(session));
      let result: UploadResult | undefined;
      const stored = async () => {
        const destination = join(folder, 'restored');
        await withSession(login, (session) =>
          downloadAndDecryptFile(session, result?.name ?? '', { destination, overwrite: 'always' }),
        );
        const wrong = await differences(source, join(destination, 'source'));
        await rm(destination, { recursive: true, force: true });
        return unwarned(wrong, result?.warnings ?? []);
      };
      return {
        async run() {
          result = await withSession(login, (session) => send(session));
          return result.warnings.length > 0 ? 'done with warnings' : undefined;
        },
        inspect: async (isDone) => (isDone ? stored() : []),
        verify: async () => [...(await stored()), ...(await leftInHome(home))],
      };
    },
  };
}

function uploadFromPipe({ station, port }: Place): Operation {
  return {
    name: 'upload from a pipe',
    async prepare(folder): Promise<Attempt> {
      const home = await newHome(station, folder);
      const login = station.login(home, port);
      const bytes = contentOf({ bytes: mebibyte, kind: 'noise' });
      let name = '';
      return {
        async run() {
          const input = [bytes];
          const label = 'piped';
          ({ name } = await withSession(login, (session) =>
            uploadInput(session, toStream(input), { label }),
          ));
          return undefined;
        },
        inspect: async () => [],
        async verify() {
          const destination = join(folder, 'restored');
          await withSession(login, (session) => downloadAndDecryptFile(session, name, { destination }));
          const restored = await readFile(join(destination, 'piped'));
          return [...(restored.equals(bytes) ? [] : ['other bytes']), ...(await leftInHome(home))];
        },
      };
    },
  };
}

function uploadAsItIs({ station, port }: Place): Operation {
  return {
    name: 'upload a file as it is',
    async prepare(folder): Promise<Attempt> {
      const home = await newHome(station, folder);
      const source = join(folder, `plain-${randomBytes(4).toString('hex')}.txt`);
      await writeFile(source, contentOf(small));
      return {
        run: () =>
          withSession(station.login(home, port), async (session) => {
            const { warnings } = await uploadFile(session, [source], { mode: 'server' });
            return warnings.length > 0 ? 'done with warnings' : undefined;
          }),
        inspect: async () => [],
        verify: () => leftInHome(home),
      };
    },
  };
}

function download(
  { station, port }: Place,
  name: string,
  sources: Sources,
  only: readonly string[] = [],
  begun?: 'interrupted',
): Operation {
  let stored: Promise<{ archive: string; source: string }> | undefined;
  const store = async () => {
    const home = await newHome(station, join(station.folder, name));
    const source = await makeSources(join(station.folder, name), sources);
    const { name: archive } = await withSession(station.login(home, port), (session) =>
      uploadFile(session, [source]),
    );
    return { archive, source };
  };
  return {
    name,
    async prepare(folder): Promise<Attempt> {
      stored ??= store();
      const { archive, source } = await stored;
      const home = await newHome(station, folder);
      const login = station.login(home, port);
      const destination = join(folder, 'restored');
      const receive = (session: Session, more: UploadOptions = {}) =>
        downloadAndDecryptFile(session, archive, { destination, only, overwrite: 'always', ...more });
      if (begun) await withSession(login, (session) => interrupt((more) => receive(session, more)));
      return {
        run: () =>
          withSession(login, async (session) => {
            const { warnings } = await receive(session);
            return warnings.length > 0 ? 'done with warnings' : undefined;
          }),
        // A file that shows under its name is whole, whatever became of the others.
        inspect: (isDone) => differences(source, join(destination, 'source'), isDone ? only : 'any'),
        verify: async () => [
          ...(await differences(source, join(destination, 'source'), only)),
          ...(await leftInHome(home)),
          // A staging folder that could not be removed is that of this process, and goes when it has ended.
          ...unexpected(
            (await readdir(destination)).filter((name) => !name.startsWith('.secure-client-')),
            ['source'],
          ),
        ],
      };
    },
  };
}

/** Archives in files, without a server. */
export function fileOperations(station: Station): Operation[] {
  const { recipients, identityFiles } = station.login(station.home, 0);
  const keys = { recipients, identityFiles };
  return [
    {
      name: 'seal into a file',
      async prepare(folder) {
        const source = await makeSources(folder, compressible);
        const output = join(folder, 'a.enc');
        let warnings: readonly Warning[] = [];
        const stored = async () => {
          const destination = join(folder, 'restored');
          await openFile(output, keys, { destination });
          const wrong = await differences(source, join(destination, 'source'));
          await rm(destination, { recursive: true, force: true });
          return unwarned(wrong, warnings);
        };
        return {
          async run() {
            ({ warnings } = await sealToFile([source], output, keys));
            return warnings.length > 0 ? 'done with warnings' : undefined;
          },
          async inspect(isDone) {
            const found = await readdir(folder);
            const wrong = isDone ? await stored() : [];
            await rm(output, { force: true });
            return [...wrong, ...unexpected(found, ['source', 'a.enc'])];
          },
          async verify() {
            return [...(await stored()), ...unexpected(await readdir(folder), ['source', 'a.enc'])];
          },
        };
      },
    },
    {
      name: 'seal a pipe into a file',
      async prepare(folder) {
        const bytes = contentOf(small);
        const output = join(folder, 'a.enc');
        return {
          async run() {
            await sealInputToFile(toStream([bytes]), output, keys, { fileName: 'piped' });
            return undefined;
          },
          async inspect() {
            const found = await readdir(folder);
            await rm(output, { force: true });
            return unexpected(found, ['a.enc']);
          },
          async verify() {
            await openFile(output, keys, { destination: join(folder, 'restored') });
            const restored = await readFile(join(folder, 'restored', 'piped'));
            return restored.equals(bytes) ? [] : ['other bytes'];
          },
        };
      },
    },
    {
      name: 'change the keys of a file',
      async prepare(folder) {
        const source = await makeSources(folder, small);
        const output = join(folder, 'a.enc');
        await sealToFile([source], output, keys);
        return {
          async run() {
            await rewrapArchiveFile(output, keys, keys);
            return undefined;
          },
          async inspect() {
            const found = await readdir(folder);
            return unexpected(found, ['source', 'a.enc', 'a.enc.envelope']);
          },
          async verify() {
            await openFile(output, keys, { destination: join(folder, 'restored') });
            return [
              ...(await differences(source, join(folder, 'restored', 'source'))),
              ...unexpected(await readdir(folder), ['source', 'a.enc', 'restored']),
            ];
          },
        };
      },
    },
  ];
}

/** What is wrong with files that no warning names. */
function unwarned(wrong: readonly string[], warnings: readonly Warning[]): string[] {
  return wrong.filter((problem) => !warnings.some(({ path }) => isAbout(problem, path)));
}

/** A warning about a folder is one about all that is in it. */
function isAbout(problem: string, path: string): boolean {
  const inSources = path.replace(/^(.*\/)?source(\/|$)/, '');
  return problem.startsWith(inSources);
}

/** Ends a transfer when a part of it is through. */
async function interrupt(work: (options: UploadOptions) => Promise<unknown>): Promise<void> {
  const abort = new AbortController();
  const isOnItsWay = (stage: string) => stage === 'sending' || stage === 'receiving';
  await work({
    signal: abort.signal,
    onProgress: ({ stage, doneBytes }) => {
      if (isOnItsWay(stage) && doneBytes > mebibyte / 2) abort.abort();
    },
  }).catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  if (!abort.signal.aborted) throw new Error('it was done before it was interrupted');
}

async function makeSources(folder: string, sources: Sources): Promise<string> {
  const source = join(folder, 'source');
  await mkdir(join(source, 'folder'), { recursive: true });
  await writeFile(join(source, 'big'), contentOf(sources));
  await writeFile(join(source, 'folder', 'note'), 'a note');
  await writeFile(join(source, 'folder', 'empty'), '');
  await symlink('note', join(source, 'folder', 'link'));
  return source;
}

function contentOf({ bytes, kind }: Sources): Buffer {
  if (kind === 'noise') return randomBytes(bytes);
  // Compresses to half, so that there is still something to send.
  return Buffer.from(randomBytes(bytes / 2).toString('hex'));
}

async function* toStream(chunks: readonly Buffer[]): AsyncGenerator<Buffer, void, void> {
  yield* chunks;
}

/**
 * Where restored files differ from the sources.
 *
 * @param wanted what must be there, all of it where empty; `any`: what is there must be right
 */
async function differences(
  source: string,
  restored: string,
  wanted: readonly string[] | 'any' = [],
): Promise<string[]> {
  const found = await digestsOf(restored);
  const problems: string[] = [];
  for (const [path, digest] of await digestsOf(source)) {
    const isWanted = wanted !== 'any' && (wanted.length === 0 || wanted.includes(`source/${path}`));
    const other = found.get(path);
    if (other === undefined ? isWanted : other !== digest) problems.push(`${path} is not as it was`);
  }
  return problems;
}

async function digestsOf(folder: string): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const path of await filesIn(folder)) {
    const whole = join(folder, path);
    // A link may lead to what was left out.
    const bytes = await readlink(whole).catch(() => readFile(whole));
    digests.set(path, createHash('sha256').update(bytes).digest('hex'));
  }
  return digests;
}

/** What a transfer that is over has left in the home, also after whoever looks next has cleaned up. */
async function leftInHome(home: string): Promise<string[]> {
  const { state } = homePaths(home);
  await letWeekPass(state);
  await TransferFolder.interrupted(home);
  const transfers = await readdir(join(state, 'transfers')).catch(() => []);
  return [
    ...transfers.map(() => 'left a transfer'),
    ...unexpected(await filesIn(state), ['known_servers.json']),
  ];
}
