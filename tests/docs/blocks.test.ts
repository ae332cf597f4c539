import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../../src/commands/program.ts';
import { hasPeers } from '../support/peers.ts';
import { parseOnly } from './support/inlineCommands.ts';
import { documentNames, readDocument } from './support/markdown.ts';
import { createSandbox, type Sandbox } from './support/sandbox.ts';

/** Its blocks are those of README.md, as french.test.ts knows. */
const translation = 'README.fr.md';

const hasTools = hasPeers(
  [
    ['openssl', 'version'],
    ['sqlite3', '--version'],
    ['zstd', '--version'],
    [process.env['PYTHON'] ?? '/usr/bin/python3', '-c', 'import cryptography, argon2'],
  ],
  'openssl sqlite3 zstd python3-cryptography python3-argon2',
);

/** Lines that need programs which some machines have not; left out there, with a warning. */
const needTools = /^(openssl|.*sqlite3|python3) |^tar xf etc/;

/** What blocks leave behind. */
const results = [
  {
    document: 'README.md',
    file: 'ada/restored/Documents/letters/first.txt',
    content: 'Dear Charles\n',
    isPossible: true,
  },
  { document: 'README.md', file: 'ada/part/Documents/notes.txt', content: 'notes\n', isPossible: true },
  {
    document: 'docs/operations.md',
    file: 'ada/recovered/etc/hosts',
    content: '127.0.0.1 localhost\n',
    isPossible: hasTools,
  },
];

/** What looks like something to type. */
const command = /^\$ +(sudo |secure-client|npm |npx |node |systemctl|apt-get|openssl|ssh |scp |curl )/;

const documents = await Promise.all(documentNames.map(readDocument));

/** Of several servers and what they share, which tests/proof/servers.test.ts and tests/server/store/copy.test.ts start. */
const onlyRead = 'sh site';

const run = documents
  .map(({ name, blocks }) => ({
    name,
    blocks: blocks.filter(({ info }) => /^sh\b/.test(info) && info !== onlyRead),
  }))
  .filter(({ name, blocks }) => name !== translation && blocks.length > 0);

it('what only several servers can run is understood', async () => {
  const blocks = documents.flatMap((document) => document.blocks.filter(({ info }) => info === onlyRead));
  const commands = blocks.flatMap(
    ({ code }) => code.replaceAll(/\\\n\s*/g, '').match(/^secure-client .*$/gm) ?? [],
  );
  expect(commands).toHaveLength(2);
  const noScreens = () => Promise.reject(new Error('No screens here.'));
  for (const words of commands) await parseOnly(createProgram(noScreens), words.split(/\s+/).slice(1));
});

it('no command hides in a block that is not run', () => {
  const known = /^(sh( \w+)?|ini|json|)$/;
  const others = documents.flatMap(({ blocks }) => blocks.filter(({ info }) => !known.test(info)));
  expect(others).toEqual([]);
  const hidden = documents.flatMap(({ name, prose, blocks }) => [
    ...prose.filter((line) => command.test(line.replace(/^ {4,}/, '$ '))).map((line) => `${name}: ${line}`),
    ...blocks
      .filter(({ info, code }) => info === '' && code.split('\n').some((line) => command.test(`$ ${line}`)))
      .map(({ line }) => `${name}:${line}`),
  ]);
  expect(hidden).toEqual([]);
});

describe.each(run)('$name', ({ name, blocks }) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await createSandbox();
  });
  afterAll(() => sandbox.close());

  it.for(blocks)('line $line can be typed as it stands', async (block) => {
    const lines = block.code.split('\n').filter((line) => hasTools || !needTools.test(line));
    await sandbox.run({ ...block, code: lines.join('\n') });
  });

  const outcomes = results.filter(({ document, isPossible }) => document === name && isPossible);
  if (outcomes.length > 0) {
    it.for(outcomes)('after which $file is what was uploaded', async ({ file, content }) => {
      expect(await readFile(join(sandbox.folder, file), 'utf8')).toBe(content);
    });
  }
});
