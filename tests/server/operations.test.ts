import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { startServe } from './serveProcess.ts';
import { dataFolderWithAccounts, startTestServer } from './support.ts';

function ask(port: number | undefined, path: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    }).on('error', reject);
  });
}

describe('the port for operations', () => {
  it('is not there unless it is asked for', async () => {
    expect((await startTestServer()).running.metricsPort).toBeUndefined();
  });

  it('says that the server is well, and that it is not once it is closing', async () => {
    const server = await startTestServer({ metricsPort: 0, graceMilliseconds: 60_000 });
    const { metricsPort } = server.running;
    expect(await ask(metricsPort, '/healthz')).toEqual({ status: 200, body: '{"status":"ok"}' });
    const session = await server.sessionOf();
    const outgoing = await server.beginUpload(session, 'a.enc', { 'Content-Length': '1' });
    const closed = server.running.close();
    expect(await ask(metricsPort, '/healthz')).toEqual({
      status: 503,
      body: '{"status":"failing","problem":"closing"}',
    });
    outgoing.end('x');
    await closed;
    await expect(ask(metricsPort, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('says so for a while before the server stops, which goes on meanwhile and asks for other connections', async () => {
    const server = await startTestServer({ metricsPort: 0, drainMilliseconds: 2000 });
    const { metricsPort } = server.running;
    const closed = server.running.close();
    expect((await ask(metricsPort, '/healthz')).status).toBe(503);
    const keeping = { headers: { Connection: 'keep-alive' } };
    const { status, headers } = await server.login('alice', 'secret', keeping);
    expect([status, headers.connection]).toEqual([200, 'close']);
    await closed;
    await expect(server.login()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('is on the address that was asked for', async () => {
    const server = await startTestServer({ metricsPort: 0, metricsHost: '127.0.0.2' });
    await expect(ask(server.running.metricsPort, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('counts requests, logins, bytes, sessions and connections', async () => {
    const server = await startTestServer({ metricsPort: 0 });
    const session = await server.sessionOf();
    await server.login('alice', 'wrong');
    await server.upload(session, 'a.enc', 'x'.repeat(1234));
    await server.downloadRaw(session, 'a.enc', { Range: 'bytes=0-99' });
    await server.call({ path: '/made/up' });
    const { status, body } = await ask(server.running.metricsPort, '/metrics');
    expect(status).toBe(200);
    for (const line of [
      'secure_client_requests_total{method="POST",route="/login",status="200"} 1',
      'secure_client_requests_total{method="POST",route="/login",status="401"} 1',
      'secure_client_requests_total{method="POST",route="/upload-file",status="200"} 1',
      'secure_client_requests_total{method="GET",route="/download-file",status="206"} 1',
      'secure_client_requests_total{method="GET",route="other",status="404"} 1',
      'secure_client_request_seconds_count{route="/login"} 2',
      'secure_client_archive_bytes_total{direction="in"} 1234',
      'secure_client_archive_bytes_total{direction="out"} 100',
      'secure_client_logins_total{outcome="opened"} 1',
      'secure_client_logins_total{outcome="refused"} 1',
      'secure_client_sessions 1',
    ]) {
      expect(body).toContain(line);
    }
    expect(body).toContain('process_resident_memory_bytes');
    expect(body).not.toContain(session);
  });

  it('knows nothing else', async () => {
    const { metricsPort } = (await startTestServer({ metricsPort: 0 })).running;
    expect((await ask(metricsPort, '/')).status).toBe(404);
  });

  it('that is taken keeps the server from starting', async () => {
    const { metricsPort = 0 } = (await startTestServer({ metricsPort: 0 })).running;
    await expect(startTestServer({ metricsPort })).rejects.toMatchObject({
      code: 'port-in-use',
      facts: { port: metricsPort },
    });
  });
});

describe('the log of serve', () => {
  it('is one JSON object a line, without passwords and session ids', async () => {
    const { server, end, logged } = await startServe(await dataFolderWithAccounts(), '--log-level', 'debug');
    const session = await server.sessionOf();
    await server.login('alice', 'wrong-secret');
    await server.upload(session, 'a.enc', 'x');
    expect(await end('SIGTERM')).toBe(0);
    const entries = logged.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries).toContainEqual(
      expect.objectContaining({ level: 'info', event: 'upload', username: 'alice', name: 'a.enc', bytes: 1 }),
    );
    expect(entries).toContainEqual(expect.objectContaining({ level: 'warning', event: 'login-failed' }));
    expect(entries).toContainEqual(
      expect.objectContaining({ level: 'debug', event: 'request', path: '/upload-file', status: 200 }),
    );
    for (const entry of entries) expect(entry['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(logged.join('\n')).not.toMatch(new RegExp(`secret|${session}`));
  });

  it('says no more than it is asked to', async () => {
    const { server, end, logged, metricsPort } = await startServe(
      await dataFolderWithAccounts(),
      ...['--log-level', 'error', '--metrics-port', '0'],
    );
    await server.login('alice', 'wrong');
    expect((await ask(metricsPort, '/healthz')).status).toBe(200);
    expect(await end('SIGTERM')).toBe(0);
    expect(logged).toEqual([]);
  });
});
