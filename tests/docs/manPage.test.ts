import { spawnSync } from 'node:child_process';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { manPage } from '../../scripts/manPage.ts';
import { escaped } from '../../scripts/roff.ts';
import { visibleCommands, visibleOptions } from '../../src/commands/help/commandPage.ts';
import { createProgram } from '../../src/commands/program.ts';
import { fullNameOf } from '../../src/commands/spokenCommand.ts';
import { languages } from '../../src/text/language.ts';
import { hasPeers } from '../support/peers.ts';

const tree = (command: Command): Command[] => [command, ...visibleCommands(command).flatMap(tree)];
const [program, ...commands] = tree(
  createProgram(async () => {
    throw new Error('no screens here');
  }),
);
const requests = ['TH', 'nr', 'nh', 'ad', 'SH', 'SS', 'PP', 'TP', 'RS', 'RE', 'EX', 'EE'];

describe.each(languages)('the manual page in %s', (language) => {
  const page = manPage(language);

  it('has a section for every command', () => {
    for (const command of commands) expect(page).toContain(`\n.SS "${escaped(fullNameOf(command))}"\n`);
  });

  it('has every option', () => {
    for (const command of [...(program ? [program] : []), ...commands]) {
      for (const { long } of visibleOptions(command)) expect(page).toContain(escaped(long ?? ''));
    }
  });

  it('has no request that is not meant', () => {
    const [, ...lines] = page.split('\n');
    const found = lines.flatMap((line) => /^[.'](.*?)( |$)/.exec(line)?.[1] ?? []);
    expect(requests).toEqual(expect.arrayContaining([...new Set(found)]));
  });
});

it('keeps what is typed as it stands', () => {
  expect(escaped(".a -b 'c' `d` ~ ^ \\")).toBe('\\&.a \\-b \\(aqc\\(aq \\(gad\\(ga \\(ti \\(ha \\e');
});

const peers = hasPeers([['groff', '--version']], 'groff-base');

describe.skipIf(!peers).each(languages)('in %s', (language) => {
  it('groff has nothing to say against the manual page, and shows examples as they are typed', () => {
    const { stdout, stderr } = spawnSync('groff', ['-Kutf8', '-man', '-Tutf8', '-P-cbou', '-ww'], {
      input: manPage(language),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^ +secure-client upload ~\/\w+ --exclude node_modules --exclude "\*\.iso"$/m);
  });
});
