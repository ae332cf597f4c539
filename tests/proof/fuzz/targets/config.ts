import { isDeepStrictEqual } from 'node:util';
import { checkConfig } from '../../../../src/config/configProblems.ts';
import { configSchema } from '../../../../src/config/configSchema.ts';
import { jsonFault } from '../../../../src/config/jsonFault.ts';
import { type CreateTarget, must } from '../target.ts';
import { allowingNow } from './allowing.ts';

/** The text of a `config.json`: what is wrong with it is told; what is right can be written and read again. */
export const create: CreateTarget = () => ({
  seeds: [
    {},
    { host: 'h', port: 8443, username: 'ada', password: 'secret' },
    {
      version: 1,
      host: 'h',
      port: '8443',
      language: 'fr',
      theme: 'default',
      mode: 'server',
      compress: 'never',
    },
    { version: 1, timeouts: { connect: 5, idle: 0.5 }, metrics_file: '/var/x.prom' },
    { version: 1, profiles: { office: { host: 'o', port: 1, username: 'b', mode: 'client' } } },
    { version: 1, hooks: { on_start: { command: ['/bin/true'] }, ping: 'https://x/' }, prot: 1 },
  ]
    .map((document) => Buffer.from(JSON.stringify(document)))
    .concat(Buffer.from('{"a": [1, tru]}'), Buffer.from('[[[[')),
  dictionary: [
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '\n',
    '\\u0041',
    '"__proto__":',
    '"constructor"',
    'null',
    '-1',
    '1e999',
  ]
    .concat([
      '"profiles":{"a":{}}',
      '"hooks":',
      '"on_failure":[{"url":"http://x"}]',
      '"timeouts":{',
      '[['.repeat(64),
      '{"a":'.repeat(64),
    ])
    .concat(Object.keys(configSchema.shape).map((key) => `"${key}":`)),
  maximumLength: 16_384,
  run(input) {
    const text = input.toString('utf8');
    const problems = checkConfig(text);
    const read = allowingNow(() => ({ document: JSON.parse(text) as unknown }), [SyntaxError]);
    const [first] = problems;
    if (read === undefined) {
      must(first?.kind === 'not-json' && problems.length === 1, 'no JSON, and nothing said');
      must(
        first.line <= text.split('\n').length && first.line > 0 && first.column > 0,
        'a place that is not there',
      );
      return;
    }
    must(!problems.some(({ kind }) => kind === 'not-json'), 'called no JSON');
    const lines = text.split('\n');
    const { line, column } = jsonFault(text);
    must(line === lines.length && column === (lines.at(-1)?.length ?? 0) + 1, 'a fault in good JSON');
    const parsed = configSchema.safeParse(read.document);
    must(problems.length > 0 || parsed.success, 'refused, and nothing said');
    if (!parsed.success) return;
    const again = configSchema.parse(JSON.parse(JSON.stringify(parsed.data)));
    must(isDeepStrictEqual(again, parsed.data), 'other settings once they are written');
  },
});
