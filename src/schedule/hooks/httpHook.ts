import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type HookResult, KeptOutput } from './hookResult.ts';

export interface HookRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly body?: { readonly type: string; readonly text: string };
  readonly timeoutMs: number;
}

/**
 * Calls a URL; any 2xx is a success. Redirects are not followed, and certificates are checked against the
 * authorities of Node.js. Never throws. The address often is a secret itself, so only its host is told.
 */
export function callUrl({ url, method, body, timeoutMs }: HookRequest): Promise<HookResult> {
  const { protocol, origin } = new URL(url);
  const output = new KeptOutput();
  return new Promise((resolve) => {
    const end = (outcome: string, ok = false): void =>
      resolve({ target: origin, ok, outcome, output: output.toString() });
    const request = (protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method,
      agent: false,
      rejectUnauthorized: true,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'User-Agent': 'secure-client',
        ...(body ? { 'Content-Type': body.type, 'Content-Length': Buffer.byteLength(body.text) } : {}),
      },
    });
    const fail = (error: Error): void => end(error.name === 'AbortError' ? 'timed out' : error.message);
    request.on('error', fail);
    request.on('response', (response) => {
      const { statusCode = 0 } = response;
      const done = (): void => end(`status ${statusCode}`, statusCode >= 200 && statusCode < 300);
      response.on('data', (chunk: Buffer) => {
        output.add(chunk);
        if (!output.isFull) return;
        done();
        request.destroy();
      });
      response.on('error', fail);
      response.on('end', done);
    });
    request.end(body?.text);
  });
}

/** The same URL with a word appended to its path; a query stays. */
export function withSuffix(url: string, suffix: string): string {
  const changed = new URL(url);
  changed.pathname = `${changed.pathname.replace(/\/$/, '')}/${suffix}`;
  return changed.href;
}
