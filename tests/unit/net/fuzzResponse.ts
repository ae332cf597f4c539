import { isDeepStrictEqual } from 'node:util';
import { createRandom, mutate, randomOffsets } from './mutate.ts';
import { type Parsed, parse, splitAt } from './parse.ts';
import { responses } from './responses/all.ts';
import { bytesOf } from './responses/case.ts';

/** What is refused already would not come far. */
const corpus = responses
  .filter(({ expected }) => expected === 'incomplete' || !('refused' in expected))
  .map(({ text }) => bytesOf(text))
  .filter(({ length }) => length < 2000);
const methods = ['GET', 'POST', 'HEAD'];

/** Parses random mutations of responses, forever. @throws when one breaks what must always hold */
export function* fuzzResponses(seed: number): Generator<Parsed, never, void> {
  const random = createRandom(seed);
  for (;;) {
    const bytes = mutate(corpus, random);
    const method = methods[random(methods.length)] ?? 'GET';
    const parsed = parse([bytes], method);
    const problem =
      problemOf(parsed, bytes) ??
      (isDeepStrictEqual(parse(splitAt(bytes, randomOffsets(bytes.length, random)), method), parsed)
        ? undefined
        : 'depends on the split');
    if (problem) throw new Error(`${problem}: ${JSON.stringify(bytes.toString('latin1'))}`);
    yield parsed;
  }
}

function problemOf({ outcome, head, body, rest }: Parsed, bytes: Buffer): string | undefined {
  if (body.length + rest.length > bytes.length) return 'more bytes than there were';
  if (outcome === 'complete' && !head) return 'complete without a head';
  const lines = [...(head?.fields ?? [])];
  if (lines.length > 100) return 'more fields than allowed';
  if (lines.some(([name, values]) => /[^!-~]/.test(name) || values.some((value) => /[\0\r\n]/.test(value))))
    return 'a field that no head can hold';
  return undefined;
}
