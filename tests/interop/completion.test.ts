import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { hasPeers } from '../support/peers.ts';
import { programPath } from '../support/program.ts';
import { startCommandOnTerminal } from '../support/pty.ts';
import { createWorld, type World, writeSource } from '../support/world.ts';

const shells = {
  bash: {
    args: ['--noprofile', '--rcfile'],
    script: "source <(secure-client completion bash)\nPS1='ready> '",
    rc: 'rc.bash',
  },
  zsh: {
    args: ['-d'],
    script: "autoload -Uz compinit && compinit -D\nsource <(secure-client completion zsh)\nPROMPT='ready> '",
    rc: '.zshrc',
  },
  fish: {
    args: [],
    script: "secure-client completion fish | source\nfunction fish_prompt; echo -n 'ready> '; end",
    rc: 'fish/config.fish',
  },
} as const;
type Shell = keyof typeof shells;

const peers = hasPeers(
  Object.keys(shells).map((shell) => [shell, '--version']),
  'bash zsh fish',
);

describe.skipIf(!peers)('Tab completes', () => {
  let world: World;
  let archive: string;
  beforeAll(async () => {
    world = await createWorld();
    await world.json('login', ...world.server, '--remember');
    const report = await writeSource(world, 'report.txt', 'x');
    ({ name: archive } = (await world.json('upload', report, '--label', 'web')).document as { name: string });
  });
  afterAll(() => world.close());

  describe.each(Object.keys(shells) as Shell[])('in %s', (shell) => {
    let environment: Record<string, string>;
    beforeAll(async () => {
      environment = await prepare(world, shell);
    });

    test.each([
      ['a command', 'secure-client downl', 'secure-client download '],
      ['a command of a command', 'secure-client transfers resu', 'secure-client transfers resume '],
      ['an option', 'secure-client upload --lab', 'secure-client upload --label '],
      ['the value of an option', 'secure-client download --overwrite alw', '--overwrite always '],
      ['a file', 'secure-client upload rep', 'secure-client upload report.txt '],
      ['an archive on the server', 'secure-client show we', () => `secure-client show ${archive} `],
    ])('%s', async (_what, typed, expected) => {
      const { args, rc } = shells[shell];
      const terminal = startCommandOnTerminal(
        shell,
        shell === 'bash' ? [...args, join(world.folder, rc), '-i'] : [...args, '-i'],
        world.folder,
        environment,
      );
      await terminal.see('ready> ');
      terminal.press(`${typed}\t`);
      await terminal.see(typeof expected === 'string' ? expected.trim() : expected().trim());
      terminal.kill();
      await terminal.exited;
    });
  });
});

/** A shell that knows the program by its name, and has read the script. */
async function prepare(world: World, shell: Shell): Promise<Record<string, string>> {
  const bin = join(world.folder, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(
    join(bin, 'secure-client'),
    `#!/bin/sh\nexec '${process.execPath}' '${programPath}' "$@"\n`,
  );
  await chmod(join(bin, 'secure-client'), 0o755);
  await mkdir(join(world.folder, 'fish'), { recursive: true });
  await writeFile(join(world.folder, shells[shell].rc), `${shells[shell].script}\n`);
  return {
    ...world.environment,
    PATH: [bin, process.env['PATH']].join(delimiter),
    HOME: world.folder,
    ZDOTDIR: world.folder,
    XDG_CONFIG_HOME: world.folder,
    XDG_DATA_HOME: world.folder,
  };
}
