import { Base64Error, decodeBase64, encodeBase64 } from '../../../../src/common/base64.ts';
import { decodeBase64InPlace } from '../../../../src/server/base64.ts';
import { HttpError } from '../../../../src/server/httpError.ts';
import { type CreateTarget, must } from '../target.ts';
import { allowing, allowingNow } from './allowing.ts';

/** Base64 text, read by the client as it comes and by the server in place: alike, and what it was made of. */
export const create: CreateTarget = () => ({
  seeds: [
    '',
    'QQ==',
    'QUI=',
    'QUJD',
    'QUJD\r\nQUJD\r\n',
    'QR==',
    'Q Q = =',
    'QUJDQQ==QUJD',
    'QUJD====',
    '+/-_',
  ].map((text) => Buffer.from(text)),
  dictionary: ['=', '==', '\r\n', ' ', '\t', '-', '_', '+', '/', 'A', 'QUJD', 'AAAA', '\0', '\xff'],
  maximumLength: 2048,
  async run(input) {
    const whole = await decode([input]);
    must(
      whole === (await decode(Array.from(input, (byte) => Buffer.of(byte)))),
      'another reading byte by byte',
    );
    const text = input.toString('latin1');
    if (whole !== undefined) {
      must(
        (await encode(Buffer.from(whole, 'latin1'))).length === text.replace(/[\r\n\t ]/g, '').length,
        'another length',
      );
    }
    if (input.length % 4 !== 0 || input.length === 0) return;
    const buffer = Buffer.from(input);
    const length = allowingNow(() => decodeBase64InPlace(buffer, buffer.length, true), [HttpError]);
    if (length === undefined) return;
    const bytes = buffer.subarray(0, length);
    must(whole === bytes.toString('latin1'), 'client and server read differently');
    must((await encode(bytes)) === text, 'two texts for the same bytes');
  },
});

function decode(chunks: readonly Buffer[]): Promise<string | undefined> {
  return allowing(async () => {
    const parts: Buffer[] = [];
    for await (const part of decodeBase64(each(chunks))) parts.push(Buffer.from(part));
    return Buffer.concat(parts).toString('latin1');
  }, [Base64Error]);
}

async function encode(bytes: Buffer): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of encodeBase64(each([bytes.subarray(0, 5), bytes.subarray(5)]))) parts.push(part);
  return Buffer.concat(parts).toString('latin1');
}

async function* each(chunks: readonly Buffer[]): AsyncGenerator<Buffer, void, void> {
  yield* chunks;
}
