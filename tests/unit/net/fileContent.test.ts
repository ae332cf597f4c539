import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFileContent } from '../../../src/net/fileContent.ts';
import { HttpProtocolError } from '../../../src/net/http/responseHead.ts';
import { collect, piecesOf, stream } from './stream.ts';

const offsets = fc.array(fc.nat({ max: 400 }), { maxLength: 12 });

async function read(text: string, where?: readonly number[]): Promise<string> {
  const bytes = Buffer.from(text, 'utf8');
  const everywhere = Array.from(bytes, (_, index) => index);
  return (await collect(readFileContent(stream(bytes, where ?? everywhere)))).toString('utf8');
}

const fuzzySize = { maxDepth: 3, maxKeys: 4 };

describe('the content of a file in a JSON answer', () => {
  it.each([
    ['alone', '{"file_content":"Zm9v"}', 'Zm9v'],
    ['last', '{"message":"ok","file_content":"Zm9v"}', 'Zm9v'],
    ['first', '{"file_content":"Zm9v","message":"ok"}', 'Zm9v'],
    ['amid white space', ' {\r\n\t"file_content" \n:\t "Zm9v" }\n', 'Zm9v'],
    ['that is empty', '{"file_content":""}', ''],
    ['after nested values', '{"a":{"b":[1,{"c":"d"}],"e":null},"f":[],"file_content":"Zm9v"}', 'Zm9v'],
    ['beside one of the same name further in', '{"a":{"file_content":"no"},"file_content":"Zm9v"}', 'Zm9v'],
    [
      'after a string of the same name',
      '{"a":["file_content","no"],"b":"file_content","file_content":"Zm9v"}',
      'Zm9v',
    ],
    ['after strings full of quotes and brackets', '{"a":"}]{[\\",:\\\\","file_content":"Zm9v"}', 'Zm9v'],
    ['whose key is written with escapes', '{"\\u0066ile\\u005Fcontent":"Zm9v"}', 'Zm9v'],
    ['with its slashes escaped', '{"file_content":"\\/\\/\\/\\/"}', '////'],
    ['with its plus signs escaped', '{"file_content":"\\u002b\\u002BAA"}', '++AA'],
    ['in lines', '{"file_content":"Zm9v\\r\\nZm9v\\n"}', 'Zm9v\r\nZm9v\n'],
    [
      'with a message beyond ASCII',
      '{"message":"gefunden: é名🗄 \\ud83d\\ude00","file_content":"Zm9v"}',
      'Zm9v',
    ],
    [
      'with a key that an escape only seems to make the same',
      '{"\\u0166ile_content":"no","file_content":"Zm9v"}',
      'Zm9v',
    ],
  ])('is found %s', async (_where, text, content) => {
    expect(await read(text)).toBe(content);
    expect(await read(text, [])).toBe(content);
  });

  it('is given with what an escape stands for, not with the byte it would be cut down to', async () => {
    expect(await read('{"file_content":"\\u0141\\"\\u20ac"}')).toBe('Ł"€');
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['a string', '"file_content"'],
    ['a number', '5'],
    ['null', 'null'],
    ['an array', '["file_content","Zm9v"]'],
    ['an array of objects', '[{"file_content":"Zm9v"}]'],
    ['an object without it', '{"message":"ok"}'],
    ['one further in', '{"a":{"file_content":"Zm9v"}}'],
    ['one that is null', '{"file_content":null}'],
    ['one that is a number', '{"file_content":5}'],
    ['one that is an object', '{"file_content":{"a":"Zm9v"}}'],
    ['one that is an array', '{"file_content":["Zm9v"]}'],
    ['one in other letters', '{"File_Content":"Zm9v"}'],
    ['two of them', '{"file_content":"Zm9v","file_content":"Zm9v"}'],
    ['two of them, one spelt with an escape', '{"file_content":"Zm9v","file\\u005fcontent":"Zm9v"}'],
    ['two of them, the second a number', '{"file_content":"Zm9v","file_content":5}'],
    ['two of them, the first a number', '{"file_content":5,"file_content":"Zm9v"}'],
    ['an end within it', '{"file_content":"Zm9v'],
    ['an end within an escape', '{"file_content":"Zm9v\\u00'],
    ['an end after it', '{"file_content":"Zm9v"'],
    ['a comma in the end', '{"file_content":"Zm9v",}'],
    ['something after the end', '{"file_content":"Zm9v"} x'],
    ['two objects', '{"file_content":"Zm9v"}{"file_content":"Zm9v"}'],
    ['a key without quotes', '{file_content:"Zm9v"}'],
    ['a key in single quotes', "{'file_content':'Zm9v'}"],
    ['no colon', '{"file_content" "Zm9v"}'],
    ['two colons', '{"file_content"::"Zm9v"}'],
    ['no comma', '{"message":"ok" "file_content":"Zm9v"}'],
    ['a comma in place of the colon', '{"file_content","Zm9v"}'],
    ['brackets that do not match', '{"a":[1},"file_content":"Zm9v"]'],
    ['a bracket too many', '}{"file_content":"Zm9v"}'],
    ['a line break in a string', '{"message":"o\nk","file_content":"Zm9v"}'],
    ['an unknown escape', '{"message":"\\x41","file_content":"Zm9v"}'],
    ['an unknown escape in it', '{"file_content":"\\x41"}'],
    ['a broken escape in it', '{"file_content":"\\u00zz"}'],
    ['an escape cut short by a quote', '{"file_content":"\\u00"}'],
    ['an unknown escape in a key', '{"\\q":1,"file_content":"Zm9v"}'],
    ['a comment', '{/* no */"file_content":"Zm9v"}'],
    ['another text', '<html>"file_content":"Zm9v"</html>'],
  ])('is not found in %s', async (_what, text) => {
    await expect(read(text)).rejects.toThrow(HttpProtocolError);
    await expect(read(text, [])).rejects.toThrow(HttpProtocolError);
  });

  it('is refused when more than 64 KiB stand beside it', async () => {
    const skeleton = (length: number) => `{"message":"${'x'.repeat(length)}","file_content":"Zm9v"}`;
    expect(await read(skeleton(64 * 1024 - 32), [])).toBe('Zm9v');
    await expect(read(skeleton(64 * 1024 - 31), [])).rejects.toThrow('too much beside the file');
    await expect(read(' '.repeat(70_000), [])).rejects.toThrow('too much beside the file');
    await expect(read('['.repeat(70_000), [])).rejects.toThrow('too much beside the file');
  });

  it('may be of any length, and is given piece by piece', async () => {
    async function* large() {
      yield Buffer.from('{"file_content":"');
      for (let count = 0; count < 100; count += 1) yield Buffer.alloc(64 * 1024, 'A');
      yield Buffer.from('"}');
    }
    const pieces = await piecesOf(readFileContent(large()));
    expect(pieces.map(({ length }) => length)).toEqual(Array.from({ length: 100 }, () => 64 * 1024));
  });

  it('is what JSON.parse would make of it, whatever stands around and however it is split', async () => {
    const content = fc.string({ unit: fc.constantFrom(...'AZaz09+/=\n"\\\u20ac'), maxLength: 40 });
    const other = fc.dictionary(
      fc.string().filter((key) => key !== 'file_content'),
      fc.jsonValue(),
      fuzzySize,
    );
    await fc.assert(
      fc.asyncProperty(
        other,
        other,
        content,
        fc.boolean(),
        fc.nat({ max: 3 }),
        offsets,
        async (before, after, text, escaped, indent, where) => {
          const json = JSON.stringify({ ...before, file_content: text, ...after }, null, indent);
          expect(await read(escaped ? json.replaceAll('/', '\\/') : json, where)).toBe(text);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is refused wherever JSON.parse refuses a mutilated answer', async () => {
    const json = '{"m":["a\\n",{"k":-1.5e3}],"file_content":"Zm9v","t":true}';
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: json.length }),
        fc.nat({ max: 3 }),
        fc.constantFrom('', '"', '\\', '{', '}', ',', ':', '[', '\0'),
        offsets,
        async (at, length, inserted, where) => {
          const text = json.slice(0, at) + inserted + json.slice(at + length);
          const expected = contentOf(text);
          const actual = await read(text, where).catch((error: unknown) => {
            expect(error).toBeInstanceOf(HttpProtocolError);
          });
          // Control characters in the content are left to whoever decodes it.
          if (!text.includes('\0')) expect(actual).toBe(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

function contentOf(text: string): string | undefined {
  try {
    const content: unknown = JSON.parse(text).file_content;
    return typeof content === 'string' ? content : undefined;
  } catch {
    return undefined;
  }
}
