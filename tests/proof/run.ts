/** Runs the long form of the proof: `npm run test:proof -- --help`. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { ProofPart, ProofResult } from './part.ts';
import { parts } from './parts.ts';
import { writeReport } from './report.ts';

const usage = `npm run test:proof -- [options]

  --only life,fuzz   some parts only: ${Object.keys(parts).join(' ')} (default: all)
  --minutes 30       how long each part that could go on for ever goes on (default: as long as it says itself)
  --seed 1           of everything random, to replay a run (default: another one each time)
  --out DIR          where the report goes (default: tests/proof/results)
`;

const positive = z.coerce.number().positive();
const optionsSchema = z.object({
  only: z
    .string()
    .transform((names) => names.split(','))
    .default(Object.keys(parts)),
  minutes: positive.optional(),
  seed: positive.int().default(() => 1 + Math.floor(Math.random() * 2 ** 31)),
  out: z.string().default(fileURLToPath(new URL('results', import.meta.url))),
});

const args = process.argv.slice(2);
if (args.includes('--help')) process.stdout.write(usage);
else await prove(args);

async function prove(given: string[]): Promise<void> {
  const names = Object.keys(optionsSchema.shape);
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { only, minutes, seed, out } = optionsSchema.parse(parseArgs({ args: given, options }).values);
  const unknown = only.filter((name) => !parts[name]);
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}.\n${usage}`);
  const startedAt = new Date();
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Error('interrupted'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const { signal } = interruption;
  const log = (line: string) => process.stderr.write(`${line}\n`);
  log(`Seed ${seed}`);
  const folder = await mkdtemp(join(tmpdir(), 'secure-client-proof-'));
  const results: { name: string; title: string; result: ProofResult }[] = [];
  try {
    for (const name of only) {
      if (signal.aborted) break;
      const part = parts[name] as ProofPart;
      log(`\n${name}: ${part.title}`);
      const inner = join(folder, name);
      await mkdir(inner);
      const result = await part
        .run({ minutes: minutes ?? part.minutes, seed, folder: inner, signal, log })
        .catch((error): ProofResult => ({ figures: {}, failures: [describe(error)] }));
      results.push({ name, title: part.title, result });
      for (const failure of result.failures) log(`FAILED: ${failure}`);
    }
    if (signal.aborted || results.some(({ result }) => result.failures.length > 0)) process.exitCode = 1;
    log(`Written to ${await writeReport(out, { startedAt, seed, results })}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
