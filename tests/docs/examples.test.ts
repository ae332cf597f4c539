import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { loadSchedule } from '../../src/schedule/scheduleFile.ts';
import { temporaryFolder } from '../support/clientHome.ts';
import { hasPeers } from '../support/peers.ts';
import { run } from '../support/program.ts';
import { type Block, documentNames, readDocument } from './support/markdown.ts';

const blocks = (await Promise.all(documentNames.map(readDocument))).flatMap((document) => document.blocks);
const ofKind = (kind: string): Block[] => blocks.filter(({ info }) => info === kind);

describe('examples of files', () => {
  it.each(ofKind('json'))('in JSON are JSON: $document, line $line', ({ code }) => {
    expect(() => JSON.parse(code)).not.toThrow();
  });

  it.each(ofKind('json').filter(({ code }) => code.includes('"hooks"')))(
    'of settings are understood: $document, line $line',
    async ({ code }) => {
      const home = await temporaryFolder();
      await writeFile(join(home, 'config.json'), code);
      expect(Object.keys(await loadConfig(home))).toEqual(Object.keys(JSON.parse(code)));
    },
  );

  it.each(ofKind('json').filter(({ heading }) => heading === 'The file'))(
    'of schedules are understood: $document, line $line',
    async ({ code }) => {
      const home = await temporaryFolder();
      await writeFile(join(home, 'upload_schedule.json'), code);
      const paths = Object.keys(JSON.parse(code).entries ?? JSON.parse(code));
      expect(Object.keys(await loadSchedule(home))).toEqual(paths);
    },
  );

  const hasSystemd = hasPeers([['systemd-analyze', '--version']], 'systemd');

  it.runIf(hasSystemd).each(ofKind('ini'))(
    'for systemd are accepted without a remark: $document, line $line',
    async ({ code }) => {
      const folder = await temporaryFolder();
      const path = join(folder, 'secure-client.service');
      // systemd would remark that the program is not installed on this machine.
      await writeFile(path, code.replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true'));
      expect(await run('systemd-analyze', ['verify', path], { XDG_RUNTIME_DIR: folder })).toEqual({
        exitCode: 0,
        stdout: '',
        stderr: '',
      });
    },
  );
});
