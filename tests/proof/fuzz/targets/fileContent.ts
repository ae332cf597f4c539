import { readFileContent } from '../../../../src/net/fileContent.ts';
import { HttpProtocolError } from '../../../../src/net/http/responseHead.ts';
import { type CreateTarget, must } from '../target.ts';
import { allowing } from './allowing.ts';

/** The answer that holds a file as base64: refused, or what `JSON.parse` finds in it, however it is cut. */
export const create: CreateTarget = () => ({
  seeds: [
    '{"message":"ok","file_content":"QUJD"}',
    '{"file_content":"QU\\/JD\\u0041\\n","message":{"file_content":"no"}}',
    ' { "file\\u005fcontent" : "" , "x" : [1, {"y": "\\\\"}] } ',
    '{"a":["file_content"],"file_content":"="}',
    '{"file_content":"a","file_content":"b"}',
    '{"file_content":1}',
  ].map((text) => Buffer.from(text)),
  dictionary: [
    '"file_content":"',
    '"file_content"',
    '\\u0041',
    '\\u00e9',
    '\\"',
    '\\\\',
    '\\/',
    '{"',
    '"}',
    '[',
    ']',
    ':',
  ],
  maximumLength: 4096,
  async run(input) {
    const whole = await read([input]);
    const bytes = await read(Array.from(input, (byte) => Buffer.of(byte)));
    must(whole === bytes, 'another reading byte by byte');
    if (whole === undefined) return;
    // The content is not looked at here: what no JSON can hold is refused by whoever decodes its base64.
    if (/[^ -~]/.test(whole)) return;
    const { file_content: content } = JSON.parse(input.toString('utf8')) as Record<string, unknown>;
    must(whole === content, 'another content than JSON.parse finds');
  },
});

function read(chunks: readonly Buffer[]): Promise<string | undefined> {
  return allowing(async () => {
    const parts: Buffer[] = [];
    for await (const part of readFileContent(each(chunks))) parts.push(Buffer.from(part));
    return Buffer.concat(parts).toString('latin1');
  }, [HttpProtocolError]);
}

async function* each(chunks: readonly Buffer[]): AsyncGenerator<Buffer, void, void> {
  yield* chunks;
}
