import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runCommandHook } from '../../src/schedule/hooks/commandHook.ts';
import { deliver } from '../../src/schedule/hooks/deliver.ts';
import { keptOutputBytes } from '../../src/schedule/hooks/hookResult.ts';
import { callUrl, withSuffix } from '../../src/schedule/hooks/httpHook.ts';
import { serverIdentity } from '../net/support/certificates.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secure-client-hooks-'));
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const told = { event: 'failed', document: '{"version":1}', timeoutMs: 30_000 };

describe('a command', () => {
  test('gets the document on its standard input', async () => {
    const file = join(folder, 'with a space');
    const result = await runCommandHook(['/bin/sh', '-c', 'cat > "$0"; echo noted', file], told);
    expect(result).toEqual({ target: '/bin/sh', ok: true, outcome: 'exit 0', output: 'noted' });
    expect(await readFile(file, 'utf8')).toBe('{"version":1}');
  });

  test('may be a line for the shell, and need not read anything', async () => {
    const large = { ...told, document: 'x'.repeat(1_000_000) };
    const result = await runCommandHook('echo "$SECURE_CLIENT_EVENT" | tr a-z A-Z', large);
    expect(result).toMatchObject({ ok: true, output: 'FAILED' });
  });

  test('sees none of our secrets', async () => {
    vi.stubEnv('SECURE_CLIENT_PASSWORD', 'hidden-from-hooks 1');
    vi.stubEnv('SECURE_CLIENT_PASSPHRASE', 'hidden-from-hooks 2');
    vi.stubEnv('CREDENTIALS_DIRECTORY', '/run/hidden-from-hooks');
    vi.stubEnv('SECURE_CLIENT_HOME', '/home/of/it');
    const { output } = await runCommandHook('env', told);
    expect(output).not.toContain('hidden-from-hooks');
    expect(output).toContain('SECURE_CLIENT_HOME=/home/of/it');
  });

  test('that fails is told with its exit code and what it said', async () => {
    expect(await runCommandHook('echo no mail >&2; exit 3', told)).toMatchObject({
      ok: false,
      outcome: 'exit 3',
      output: 'no mail',
    });
  });

  test('that is not there is told', async () => {
    const result = await runCommandHook([join(folder, 'none')], told);
    expect(result.ok).toBe(false);
    expect(result.outcome).toContain('ENOENT');
  });

  test('that is killed is told with the signal', async () => {
    expect(await runCommandHook('kill -9 $$', told)).toMatchObject({ ok: false, outcome: 'SIGKILL' });
  });

  describe('that takes too long', () => {
    /** Runs a program that makes the file `ready`, and lets time pass from then on. */
    async function afterReady(command: readonly string[], milliseconds: number) {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const running = runCommandHook([...command, join(folder, 'ready')], told);
      await vi.waitFor(() => access(join(folder, 'ready')), { timeout: 20_000 });
      vi.advanceTimersByTime(milliseconds);
      return running;
    }

    test('is asked to end, with what it started, and may say something', async () => {
      const child = `/bin/sh -c ': > "$0"; exec sleep 100' "$0"`;
      const line = `trap "echo sorry; exit 0" TERM; ${child} & wait`;
      expect(await afterReady(['/bin/sh', '-c', line], told.timeoutMs)).toMatchObject({
        ok: false,
        outcome: 'timed out',
        output: 'sorry',
      });
    });

    test('is killed when it does not end', async () => {
      const line = 'trap "" TERM; : > "$0"; while :; do sleep 0.1; done';
      const result = await afterReady(['/bin/sh', '-c', line], told.timeoutMs + 2000);
      expect(result).toMatchObject({ ok: false, outcome: 'timed out' });
    });

    test('is not waited for when something that left its group holds on to its output', async () => {
      const script = `const options = { detached: true, stdio: 'inherit' };
        const { pid } = require('node:child_process').spawn('sleep', ['100'], options);
        require('node:fs').writeFileSync(process.argv[1], String(pid));`;
      const result = await afterReady([process.execPath, '-e', script], told.timeoutMs + 2000);
      expect(result).toMatchObject({ ok: false, outcome: 'timed out' });
      process.kill(Number(await readFile(join(folder, 'ready'), 'utf8')), 'SIGKILL');
    });
  });

  test('that has ended is not looked after any longer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await runCommandHook('true', told);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that talks without end fills no memory', async () => {
    const { output } = await runCommandHook('yes | head -c 5000000', told);
    expect(output.length).toBeLessThanOrEqual(keptOutputBytes);
  });
});

describe('a URL', () => {
  let server: Server;
  let base: string;
  let answer: RequestListener;
  const seen: { request: IncomingMessage; body: string }[] = [];
  beforeEach(async () => {
    seen.length = 0;
    answer = (_request, response) => response.end('OK');
    server = createServer(async (request, response) => {
      seen.push({ request, body: await text(request) });
      answer(request, response);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const post = (url: string, timeoutMs = 30_000) =>
    callUrl({ url, method: 'POST', body: { type: 'application/json', text: '{"é":1}' }, timeoutMs });

  test('gets the document by POST', async () => {
    expect(await post(`${base}/hook?token=t`)).toEqual({
      target: base,
      ok: true,
      outcome: 'status 200',
      output: 'OK',
    });
    expect(seen[0]?.request.method).toBe('POST');
    expect(seen[0]?.request.url).toBe('/hook?token=t');
    expect(seen[0]?.request.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'secure-client',
    });
    expect(seen[0]?.body).toBe('{"é":1}');
  });

  test('of a hook gets the document by POST too', async () => {
    const delivery = { event: 'crashed', document: '{"version":1}', problem: '' } as const;
    const hooks = { on_failure: [{ url: `${base}/one` }, { url: `${base}/two` }] };
    expect(await deliver(hooks, delivery)).toMatchObject([{ ok: true }, { ok: true }]);
    for (const { request, body } of seen) {
      expect(request).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
      expect(body).toBe('{"version":1}');
    }
    expect(seen.map(({ request }) => request.url).sort()).toEqual(['/one', '/two']);
  });

  test.each([300, 404, 500])('that answers %d has failed', async (status) => {
    answer = (_request, response) => response.writeHead(status).end('down');
    expect(await post(base)).toMatchObject({ ok: false, outcome: `status ${status}`, output: 'down' });
  });

  test('may answer in pieces', async () => {
    answer = (_request, response) => {
      response.write('one ');
      response.end('two');
    };
    expect(await post(base)).toMatchObject({ ok: true, output: 'one two' });
  });

  test('whose answer breaks off has failed', async () => {
    answer = (_request, response) => response.write('half', () => response.destroy());
    expect(await post(base)).toMatchObject({ ok: false, output: 'half' });
  });

  test('whose certificate no authority of Node.js has signed is told nothing', async () => {
    const tls = createTlsServer(serverIdentity, (request, response) => {
      seen.push({ request, body: '' });
      response.end();
    });
    await once(tls.listen(0, '127.0.0.1'), 'listening');
    const result = await post(`https://127.0.0.1:${(tls.address() as AddressInfo).port}/hook`);
    tls.close();
    expect(result).toMatchObject({ ok: false, outcome: expect.stringContaining('certificate') });
    expect(seen).toEqual([]);
  });

  test('that redirects is not followed', async () => {
    answer = (_request, response) => response.writeHead(302, { Location: `${base}/elsewhere` }).end();
    expect(await post(base)).toMatchObject({ ok: false, outcome: 'status 302' });
    expect(seen).toHaveLength(1);
  });

  test('that does not answer is given up', async () => {
    answer = () => {};
    expect(await post(base, 50)).toMatchObject({ ok: false, outcome: 'timed out' });
  });

  test('whose answer does not end is given up', async () => {
    answer = (_request, response) => response.write('half');
    expect(await post(base, 100)).toMatchObject({ ok: false, outcome: 'timed out' });
  });

  test('that answers without end is cut off', async () => {
    const cutOff = Promise.withResolvers<void>();
    answer = (_request, response) => {
      response.on('error', () => {});
      response.on('close', cutOff.resolve);
      const go = (): void =>
        void (response.destroyed || response.write('x'.repeat(1000), () => setImmediate(go)));
      go();
    };
    const { ok, output } = await post(base);
    expect(ok).toBe(true);
    expect(output.length).toBeLessThanOrEqual(keptOutputBytes);
    await cutOff.promise;
  });

  test('where nobody listens is told without what may be secret in it', async () => {
    await new Promise((resolve) => server.close(resolve));
    const result = await post(`${base}/a-secret-path?token=secret`);
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('secret');
    expect(result.outcome).toContain('ECONNREFUSED');
  });

  test('of a check is asked for as it is, with /start and with /fail', async () => {
    const hooks = { ping: `${base}/uuid` };
    const delivery = { document: '{}', problem: '/etc: the disk is full' };
    for (const event of ['started', 'succeeded', 'failed', 'locked', 'crashed'] as const) {
      await deliver(hooks, { ...delivery, event });
    }
    const fail = 'POST /uuid/fail /etc: the disk is full';
    expect(seen.map(({ request, body }) => `${request.method} ${request.url} ${body}`.trim())).toEqual([
      'GET /uuid/start',
      'GET /uuid',
      fail,
      fail,
      fail,
    ]);
  });

  test('of a check gets the beginning of what went wrong, as text', async () => {
    await deliver({ ping: base }, { event: 'failed', document: '{}', problem: 'é'.repeat(1001) });
    expect(seen[0]?.body).toBe('é'.repeat(1000));
    expect(seen[0]?.request.headers['content-type']).toBe('text/plain; charset=utf-8');
  });
});

test('a suffix goes behind the path, before the query', () => {
  expect(withSuffix('https://hc.example.org/ping/uuid/?rid=1', 'fail')).toBe(
    'https://hc.example.org/ping/uuid/fail?rid=1',
  );
});
