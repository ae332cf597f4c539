import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasPeers } from '../support/peers.ts';
import { run } from '../support/program.ts';
import { type Block, documentNames, readDocument } from './support/markdown.ts';

const blocks = (await Promise.all(documentNames.map(readDocument))).flatMap((document) => document.blocks);
const ofKind = (kind: string): Block[] => blocks.filter(({ info }) => info === kind);

describe('examples of files', () => {
  it.each(ofKind('json'))('in JSON are JSON: $document, line $line', ({ code }) => {
    expect(() => JSON.parse(code)).not.toThrow();
  });

  const hasSystemd = hasPeers([['systemd-analyze', '--version']], 'systemd');

  it.runIf(hasSystemd).each(ofKind('ini'))(
    'for systemd are accepted without a remark: $document, line $line',
    async ({ code }) => {
      const folder = await mkdtemp(join(tmpdir(), 'secure-client-docs-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
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
