import { describe, expect, it } from 'vitest';
import { Backoff, isPassing } from '../../../src/client/retry.ts';
import type { Retry } from '../../../src/client/types.ts';
import { type ErrorCode, UserError } from '../../../src/common/errors.ts';
import { retryAfter } from '../../../src/net/answers.ts';
import { errorsInEnglish } from '../../../src/text/en/errors.ts';

const codes = Object.keys(errorsInEnglish).filter((code) => code !== 'bug') as ErrorCode[];
const lost = new UserError('connection-lost', { host: 'a', port: 1 });

function answered(status: number, retryAfterSeconds?: number): UserError {
  return new UserError('server-answered', { status, message: '', retryAfterSeconds });
}

/** A backoff whose pauses end at once, and what it told of them. */
function observed() {
  const retries: Retry[] = [];
  const abort = new AbortController();
  abort.abort();
  const backoff = new Backoff({ signal: abort.signal, onRetry: (retry) => retries.push(retry) });
  const fail = (error: unknown, reached = 0) =>
    backoff.failed(error, reached).then(
      () => 'repeated',
      (thrown: unknown) => (thrown === error ? 'given up' : 'repeated'),
    );
  return { retries, fail };
}

describe('an attempt is repeated', () => {
  it('after what may pass by itself, and after nothing else', () => {
    const repeated = codes.filter((code) => isPassing(new UserError(code, {} as never)));
    expect(repeated).toEqual(
      [
        'host-unreachable',
        'connection-refused',
        'connection-timed-out',
        'connection-lost',
        'session-ended',
      ].sort((one, other) => codes.indexOf(one as ErrorCode) - codes.indexOf(other as ErrorCode)),
    );
  });

  it('after answers that may be others later', () => {
    const all = Array.from({ length: 500 }, (_, index) => 100 + index);
    expect(all.filter((status) => isPassing(answered(status)))).toEqual([
      408, 409, 423, 429, 500, 502, 503, 504,
    ]);
  });

  it.each([[new Error('a bug')], [new DOMException('aborted', 'AbortError')], ['text'], [undefined]])(
    'never after %s',
    async (error) => {
      const { fail, retries } = observed();
      expect(await fail(error)).toBe('given up');
      expect(retries).toEqual([]);
    },
  );

  it('eight times without getting further, each of them told', async () => {
    const { fail, retries } = observed();
    for (let attempt = 1; attempt <= 8; attempt += 1) expect(await fail(lost)).toBe('repeated');
    expect(await fail(lost)).toBe('given up');
    expect(retries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    for (const [index, { delayMs, error }] of retries.entries()) {
      expect(error).toBe(lost);
      expect(delayMs).toBeLessThanOrEqual(Math.min(30_000, 500 * 2 ** index));
    }
  });

  it('anew when it got further, but not for a few bytes at a time', async () => {
    const { fail, retries } = observed();
    for (let attempt = 1; attempt <= 8; attempt += 1) await fail(lost, attempt * 1000);
    await fail(lost, 100_000);
    expect(retries.at(-1)?.attempt).toBe(1);
    for (let attempt = 2; attempt <= 8; attempt += 1) await fail(lost, 100_000 + attempt * 1000);
    expect(await fail(lost, 110_000)).toBe('given up');
  });
});

describe('Retry-After', () => {
  it('is waited for', async () => {
    const { fail, retries } = observed();
    await fail(answered(429, 45));
    expect(retries[0]?.delayMs).toBe(45_000);
  });

  it('of more than five minutes is left to the user', async () => {
    const { fail, retries } = observed();
    expect(await fail(answered(503, 301))).toBe('given up');
    expect(retries).toEqual([]);
  });

  const now = new Date('2026-11-22T10:00:00.500Z');
  it.each([
    ['120', 120],
    ['0', 0],
    ['Sun, 22 Nov 2026 10:01:00 GMT', 60],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['9999999999', undefined],
    ['tomorrow', undefined],
    ['2026', 2026],
    ['Sun, 99 Nov 2026 10:01:00 GMT', undefined],
    ['', undefined],
  ])('%j is read as %s', (value, seconds) => {
    expect(retryAfter({ fields: new Map([['retry-after', [value]]]) }, now)).toBe(seconds);
  });

  it('may be missing', () => {
    expect(retryAfter({ fields: new Map() }, now)).toBeUndefined();
  });
});
