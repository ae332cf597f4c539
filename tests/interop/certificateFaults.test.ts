import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasPeers } from '../support/peers.ts';
import { runProgram } from '../support/program.ts';
import { ada, authority, type Fault, faults } from './faults/faults.ts';

const openssl = hasPeers([['openssl', 'version']], 'openssl');

/** Names that end in `.test` are this machine. */
const names = `import dns from 'node:dns';
  const { lookup } = dns;
  dns.lookup = (name, options, done) => lookup(name.endsWith('.test') ? '127.0.0.1' : name, options, done);`;
const environment = {
  SECURE_CLIENT_PASSWORD: 'secret',
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(names)}`,
};

/** Logs in to the server of the fault, with the shipped program and a home of its own. */
async function logIn({ start, host = '127.0.0.1', home: contents }: Fault) {
  const server = await start();
  const home = await mkdtemp(join(tmpdir(), 'fault-'));
  try {
    const certs = join(home, 'certs');
    await mkdir(certs);
    const files = { cert: ada.cert, key: ada.key, ca: authority.cert, ...contents };
    for (const [name, content] of Object.entries({
      'client.crt': files.cert,
      'client.key': files.key,
      'ca.crt': files.ca,
    }))
      if (content !== null) await writeFile(join(certs, name), content);
    const args = [
      'login',
      '--home',
      home,
      '--host',
      host,
      '--port',
      String(server.port),
      '--username',
      'ada',
    ];
    const { exitCode, stdout, stderr } = await runProgram([...args, '--verbose'], environment);
    const said = (exitCode === 0 ? stdout : stderr).split('\n')[0]?.replace(/\b\d{4}-\d\d-\d\d\b/, 'DAY');
    const facts = { HOST: host, PORT: String(server.port), CERTS: certs };
    const code = exitCode === 0 ? null : /^UserError: ([a-z0-9-]+)$/m.exec(stderr)?.[1];
    return { exitCode, code, said, facts, stderr };
  } finally {
    await server.close();
    await rm(home, { recursive: true, force: true });
  }
}

describe.skipIf(!openssl)('a login says it in one sentence when', () => {
  it.concurrent.each(faults)('$what', async (fault) => {
    const { exitCode, code, said, facts, stderr } = await logIn(fault);
    expect({ exitCode, code }, stderr).toEqual({ exitCode: fault.exitCode, code: fault.code });
    const sentence = Object.entries(facts).reduce(
      (text, [name, fact]) => text.replaceAll(name, fact),
      fault.sentence,
    );
    expect(said).toBe(sentence);
  });
});

it('the documentation holds this table, as it is', async () => {
  const documented = await readFile(new URL('../../docs/protocol.md', import.meta.url), 'utf8');
  expect(documented).toContain(
    [
      '| fault | what the client says |',
      '|---|---|',
      ...faults.map(
        ({ what, code, sentence }) => `| ${what} | ${code === null ? 'nothing: it works' : sentence} |`,
      ),
    ].join('\n'),
  );
});
