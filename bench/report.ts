import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { medianOf, type Runs, timesAsFast, type Verdict } from './compare.ts';
import type { Fit, Result } from './contest.ts';
import type { Machine } from './machine.ts';

/** Everything of a run. */
export interface Report {
  readonly startedAt: Date;
  readonly size: string;
  readonly rounds: number;
  readonly machine: Machine;
  readonly results: readonly Result[];
}

const columns = [
  ['wall, s', 'wallSeconds', 2],
  ['client CPU, s', 'cpuSeconds', 2],
  ['server CPU, s', 'serverCpuSeconds', 2],
  ['client peak, MiB', 'peakMiB', 0],
  ['server peak, MiB', 'serverPeakMiB', 0],
] as const;

/** Writes the report for people and for programs, and gives the path of the one for people. */
export async function writeReport(folder: string, report: Report): Promise<string> {
  await mkdir(folder, { recursive: true });
  const name = report.startedAt.toISOString().slice(0, 19).replaceAll(':', '-');
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  const path = join(folder, `${name}.md`);
  await writeFile(path, toMarkdown(report));
  return path;
}

/** The report as Markdown: medians of all rounds, ratios pair by pair. */
export function toMarkdown({ startedAt, size, rounds, machine, results }: Report): string {
  const { peers, ...facts } = machine;
  const day = startedAt.toISOString().slice(0, 10);
  return [
    `# Benchmark of ${day}`,
    ...(size === 'small' ? ['The small size shows that everything works; its numbers mean nothing.'] : []),
    `Size ${size}, ${rounds} rounds, interleaved; medians, and ratios pair by pair. Everything on the loopback address.`,
    factsOf(facts),
    factsOf(peers),
    ...results.flatMap(describe),
    '',
  ].join('\n\n');
}

/** Blocks of Markdown. */
function describe({ title, runs, absent, verdicts, fits = [], isSeries = false, failure }: Result): string[] {
  const [ours, ...others] = runs;
  const blocks = [
    ours ? tableOf(ours, others, !isSeries) : '',
    bullets(absent.map(({ name, reason }) => `without ${name}: ${reason}`)),
    bullets(fits.map(describeFit)),
    bullets(verdicts.map(describeVerdict)),
    failure === undefined ? '' : `**FAILED**: ${failure}`,
  ];
  return [`## ${title}`, ...blocks.filter((block) => block !== '')];
}

function describeFit({ what, line, exponent }: Fit): string {
  const { slope, intercept, r2 } = line;
  const inAnyCase = `${intercept.toFixed(2)} s in any case (r² ${r2.toFixed(4)})`;
  return `${what}: ${slope.toFixed(4)}, and ${inAnyCase}; grows with the power ${exponent.toFixed(2)}`;
}

function describeVerdict({ what, value, aim, met }: Verdict): string {
  return `${met ? 'met' : '**MISSED**'}: ${what}: ${value.toFixed(2)} (${aim})`;
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** @param isContest whether the others do the same work */
function tableOf(ours: Runs, others: readonly Runs[], isContest: boolean): string {
  const head = ['', ...columns.map(([name]) => name), ...(isContest ? ['ours is … times as fast'] : [])];
  const rows = [ours, ...others].map((runs) => [
    runs.samples.length === ours.samples.length ? runs.name : `${runs.name} (${runs.samples.length} rounds)`,
    ...columns.map(([, metric, digits]) => medianOf(runs, metric)?.toFixed(digits) ?? '–'),
    ...(isContest ? [runs === ours ? '' : timesAsFast(ours, runs).toFixed(2)] : []),
  ]);
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|---|${'---:|'.repeat(head.length - 1)}`, ...rows.map(line)].join('\n');
}

function factsOf(facts: Readonly<Record<string, string | number>>): string {
  return bullets(Object.entries(facts).map(([name, fact]) => `${name}: ${fact}`));
}
