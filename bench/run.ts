/** Measures the program beside what a user would take instead: `npm run bench -- --help`. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildCopy } from './buildCopy.ts';
import { makeCertificates } from './certificates.ts';
import type { Result } from './contest.ts';
import { describeMachine } from './machine.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { toMarkdown, writeReport } from './report.ts';
import { Sources } from './sources.ts';
import type { Work } from './stage.ts';
import { growth } from './work/growth.ts';
import { largeFile } from './work/largeFile.ts';
import { list } from './work/list.ts';
import { manyArchives } from './work/manyArchives.ts';
import { memory } from './work/memory.ts';
import { oneFileOfMany } from './work/oneFileOfMany.ts';
import { smallFiles } from './work/smallFiles.ts';
import { startup } from './work/startup.ts';
import { store } from './work/store.ts';
import { text } from './work/text.ts';
import { unchanged } from './work/unchanged.ts';
import { Workplace } from './workplace.ts';

const works: Readonly<Record<string, Work>> = {
  a: largeFile,
  b: text,
  c: smallFiles,
  d: manyArchives,
  e: oneFileOfMany,
  f: unchanged,
  g: list,
  startup,
  memory,
  growth,
  store,
};
const resultsFolder = fileURLToPath(new URL('results', import.meta.url));

const args = process.argv.slice(2);
if (args.includes('--help')) process.stdout.write(usage);
else await runBenchmark(parseOptions(args));

async function runBenchmark({
  only = Object.keys(works),
  without,
  rounds,
  size,
  scale,
  dir,
  out,
}: Options): Promise<void> {
  const unknown = only.filter((key) => !works[key]);
  if (unknown.length > 0) throw new Error(`There is no work ${unknown.join(', ')}.\n${usage}`);
  if (!existsSync('/usr/bin/time')) throw new Error('GNU time is missing: apt-get install time');
  const startedAt = new Date();
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Error('interrupted'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const { signal } = interruption;
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const place = await Workplace.create(dir);
  const results: Result[] = [];
  try {
    const program = await buildCopy(place);
    const sources = new Sources(await place.within('sources'), scale);
    const certificates = await makeCertificates(place);
    for (const key of only) {
      const work = works[key];
      if (!work) continue;
      const inner = await place.within(`work-${key}`);
      const common = { program, certificates, sources, scale, without, rounds, signal, log };
      try {
        results.push(...(await work.run({ ...common, title: work.title, place: inner })));
      } finally {
        await inner.close();
      }
    }
    // The other works are worth having all the same.
    if (results.some(({ failure }) => failure !== undefined)) process.exitCode = 1;
    const report = { startedAt, size, rounds, machine: describeMachine(dir), results };
    process.stdout.write(toMarkdown(report));
    log(`Written to ${await writeReport(out ?? resultsFolder, report)}`);
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exitCode = 130;
  } finally {
    await place.close();
  }
}
