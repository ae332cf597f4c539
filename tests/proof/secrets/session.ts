import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { openHookServer } from '../../schedule/support/hookServer.ts';
import { keyringEnvironment } from '../../support/keyring.ts';
import { keys } from '../../support/terminal.ts';
import { bug, killed, serverFault, uncaughtError } from './preloads.ts';
import { Stage, username } from './stage.ts';

/** Secrets that are easily written in some other form, other ones for each seed. */
export interface Words {
  readonly password: string;
  readonly passphrase: string;
  readonly wrong: string;
  readonly files: { readonly password: string; readonly passphrase: string; readonly wrong: string };
}

export type Step = (stage: Stage, words: Words) => Promise<void>;

/** Sets the stage: a server that runs, and secrets in files. */
export async function begin(folder: string, seed: number): Promise<{ stage: Stage; words: Words }> {
  const stage = await Stage.set(folder);
  const word = (name: string) => `${name} é"\\ ${digest(`${name} ${seed}`)}`;
  const [password, passphrase, wrong] = [word('pass'), word('phrase'), word('typo')];
  const files = {
    password: await stage.give('password', password),
    passphrase: await stage.give('passphrase', passphrase),
    wrong: await stage.give('mistyped password', wrong),
  };
  const hooks = { on_start: { command: [stage.path('spy')] } };
  await writeFile(`${stage.home}/config.json`, JSON.stringify({ version: 1, hooks }));
  await stage.openServer(password);
  return { stage, words: { password, passphrase, wrong, files } };
}

/** Steps that need little time, for each run of the tests. */
export const shortSession: Readonly<Record<string, Step>> = {
  async 'log in and remember'(stage, { files }) {
    await stage.run([
      ...['login', ...stage.server, '--remember', '--remember-password', '--verbose'],
      ...['--password-file', files.password, '--passphrase-file', files.passphrase],
    ]);
  },

  async 'upload by schedule, with hooks'(stage) {
    const source = await sourceFile(stage, 'scheduled.txt', 2000);
    await writeFile(`${stage.home}/upload_schedule.json`, JSON.stringify({ [source]: 0 }));
    await stage.run(['schedule', 'run']);
  },

  async 'crash while sealing'(stage, { password }) {
    const source = await sourceFile(stage, 'crash.txt', 2000);
    const environment = { NODE_OPTIONS: `--import=${uncaughtError}`, SECURE_CLIENT_PASSWORD: password };
    await stage.run(['upload', source, '--verbose'], { environment, exitCode: 1 });
  },
};

const openRemembered: Step = async (stage) => {
  for (const how of [[], ['--json'], ['--verbose'], ['--quiet']]) await stage.run(['list', ...how]);
};

/** All that users do and all that goes wrong, one after the other. Wrong passwords are few: the account would be locked. */
export const wholeSession: Readonly<Record<string, Step>> = {
  ...shortSession,
  'list with what is remembered': openRemembered,

  async 'uploads of each kind'(stage) {
    const large = await sourceFile(stage, 'large.raw', 3_000_000);
    await stage.run(['upload', large, '--label', 'large', '--compress', 'never']);
    const text = await sourceFile(stage, 'text.txt', 2_000_000, 'compresses well ');
    await stage.run(['upload', text, '--label', 'text', '--compress', 'always', '--json']);
    await stage.run(['upload', '-', '--label', 'pipe'], { input: content(stage, 'pipe', 700_000) });
    const key = stage.path('given/restore.key');
    const made = JSON.parse(await stage.run(['certs', 'keygen', '-o', key, '--json'])) as {
      recipient: string;
    };
    stage.addKey('private key of the recipient', await readFile(key, 'utf8'));
    await stage.run(['upload', large, '--label', 'recipient', '--recipient', made.recipient]);
    const open = stage.path('sources/open-to-the-server');
    await writeFile(open, 'what the server may read');
    await stage.run(['upload', open, '--mode', 'server']);
  },

  async 'show, verify, download, rewrap, delete'(stage, { files }) {
    await stage.run(['show', 'latest:large']);
    await stage.run(['verify', 'latest:large', '--verbose']);
    await stage.run(['download', 'latest:text', '--to', stage.path('restored'), '--json']);
    const fresh = await stage.give('next passphrase', `next é"\\ ${digest(stage.folder)}`);
    await stage.run(['rewrap', 'latest:text', '--new-passphrase-file', fresh]);
    await stage.run(['show', 'latest:text', '--passphrase-file', fresh]);
    await stage.run(['show', 'latest:recipient', '--identity', stage.path('given/restore.key')]);
    const archive = stage.path('work/offline.enc');
    await stage.run([
      'seal',
      stage.path('sources/large.raw'),
      '-o',
      archive,
      '--passphrase-file',
      files.passphrase,
    ]);
    await stage.run([
      'open',
      archive,
      '--to',
      stage.path('restored'),
      '--passphrase-file',
      files.passphrase,
      '--overwrite',
      'rename',
    ]);
    await stage.run(['delete', 'latest:pipe']);
  },

  async 'an upload that is killed'(stage) {
    const source = await sourceFile(stage, 'killed.raw', 40_000_000);
    const environment = { NODE_OPTIONS: `--import=${killed(120)}` };
    await stage.run(['upload', source, '--compress', 'never'], { environment, exitCode: null });
    await stage.run(['transfers', 'list', '--json']);
  },

  async 'all by the environment'(stage, { password, passphrase }) {
    const environment = { SECURE_CLIENT_PASSWORD: password, SECURE_CLIENT_PASSPHRASE: passphrase };
    await stage.run(['schedule', 'run', '--now'], { environment });
    await stage.run(['config', 'edit'], { environment });
    await stage.run(['doctor', '--json'], { environment, exitCode: 'any' });
  },

  async 'hooks of all kinds, of a schedule that fails'(stage, { files }) {
    const hooks = await openHookServer();
    const token = digest(`token ${stage.folder}`);
    stage.add('token in the address of a hook', token, (path) => path === 'home/config.json');
    const on_failure = [{ url: `${hooks.url}${token}` }, { command: `cat; ${stage.path('spy')} x` }];
    const path = `${stage.home}/config.json`;
    const config = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...config, hooks: { on_failure } }));
    for (let attempt = 0; attempt < 5; attempt += 1)
      await stage.run(
        ['schedule', 'run', '--now', '--port', '1', '--password-file', files.password, '--verbose'],
        {
          exitCode: 3,
        },
      );
    await stage.keepOutput(['told'], Buffer.from(JSON.stringify(await hooks.next())));
    await hooks.close();
    for (const look of [['status'], ['history', '--json'], ['list', '--json']])
      await stage.run(['schedule', ...look], { exitCode: 'any' });
  },

  async 'the keyring of the system'(stage, { files }) {
    await mkdir(stage.path('keyring'));
    const environment = keyringEnvironment(stage.path('keyring'));
    await stage.run(
      ['login', ...stage.server, '--remember', '--remember-password', '--password-file', files.password],
      { environment },
    );
    await stage.run(['list'], { environment });
    await stage.run(['login', '--forget'], { environment });
  },

  async 'typed on a terminal'(stage, { password, wrong }) {
    await stage.onTerminal(['list', ...stage.server], async (terminal) => {
      await terminal.see(`Password of ${username}`);
      terminal.press(`${password}\r`);
    });
    await stage.onTerminal(stage.server, async (terminal) => {
      await terminal.see('► Password');
      terminal.press(`${wrong}${keys.enter}`);
      await terminal.see(/not accept|refuses|wrong/i);
      terminal.press(`\u{15}${password}`);
      terminal.press(keys.enter);
      await terminal.see(/archives? ·/);
      // An offer to go on with the upload that was killed may be open, or just about to.
      terminal.press('\u{3}');
    });
  },

  async 'what fails'(stage, { files }) {
    const source = stage.path('sources/large.raw');
    for (const how of [[], ['--json'], ['--verbose']]) {
      await stage.run(['list', '--password-file', files.wrong, ...how], { exitCode: 4 });
      const given = ['--password-file', files.password, '--passphrase-file', files.wrong];
      await stage.run(['show', 'latest:large', ...given, ...how], { exitCode: 6 });
      await stage.run(['upload', source, '--port', '1', '--password-file', files.password, ...how], {
        exitCode: 3,
      });
    }
    const fullDisk = { NODE_OPTIONS: `--import=${new URL('../../support/fullDisk.mjs', import.meta.url)}` };
    const given = ['--password-file', files.password, '--passphrase-file', files.passphrase, '--verbose'];
    await stage.run(['download', 'latest:large', '--to', stage.path('restored/no-room'), ...given], {
      environment: fullDisk,
      exitCode: 10,
    });
  },

  async 'a bug, in the client and in the server'(stage, { password, files }) {
    const source = stage.path('sources/large.raw');
    const given = ['--password-file', files.password, '--verbose'];
    const environment = { NODE_OPTIONS: `--import=${bug}` };
    await stage.run(['upload', source, ...given], { environment, exitCode: 1 });
    await stage.close();
    await stage.openServer(password, serverFault);
    await stage.run(['upload', source, '--compress', 'never', ...given], { exitCode: 'any' });
    await stage.close();
  },

  async 'a password in the clear, of an earlier version, in a file that is broken'(stage) {
    const password = `old é"\\ ${digest(stage.folder)}`;
    const isConfig = (path: string) => /^home\/config\.json/.test(path);
    stage.add('password in the clear', password, isConfig);
    const { password: _, ...server } = { host: '127.0.0.1', port: stage.port, username, password };
    for (const text of [
      JSON.stringify({ ...server, password }).slice(0, -1),
      `${JSON.stringify({ ...server, password }).slice(0, -1)} x}`,
      JSON.stringify({ ...server, password: [password] }),
      JSON.stringify({ ...server, port: password, password }),
    ]) {
      for (const command of [
        ['doctor', '--offline'],
        ['config', 'list', '--verbose'],
        ['config', 'list', '--json'],
      ]) {
        await writeFile(`${stage.home}/config.json`, text);
        await stage.run(command, { exitCode: 'any' });
      }
    }
  },
};

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

/** What an archive must hide: in its beginning and its end. */
function content(stage: Stage, name: string, length: number, filler?: string): Buffer {
  const mark = createHash('sha512').update(`${name} ${stage.folder}`).digest();
  stage.add(`content of ${name}`, mark, (path) => /^(?:sources|restored)\//.test(path));
  return Buffer.concat([
    mark,
    Buffer.alloc(length, filler ?? createHash('sha512').update(mark).digest()),
    mark,
  ]);
}

async function sourceFile(stage: Stage, name: string, length: number, filler?: string): Promise<string> {
  const path = stage.path(`sources/${name}`);
  await writeFile(path, content(stage, name, length, filler));
  return path;
}
