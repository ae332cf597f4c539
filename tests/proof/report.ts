import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, release } from 'node:os';
import { join } from 'node:path';
import type { ProofResult } from './part.ts';

export interface Report {
  readonly startedAt: Date;
  readonly seed: number;
  readonly results: readonly {
    readonly name: string;
    readonly title: string;
    readonly result: ProofResult;
  }[];
}

/** Writes the report as Markdown and gives its path. */
export async function writeReport(folder: string, report: Report): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${report.startedAt.toISOString().slice(0, 19).replaceAll(':', '-')}.md`);
  await writeFile(path, toMarkdown(report));
  return path;
}

function toMarkdown({ startedAt, seed, results }: Report): string {
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Linux ${release()}, Node ${process.version}`;
  const sections = results.map(({ name, title, result: { figures, failures } }) =>
    [
      `## ${name}: ${title}`,
      [
        '| | |',
        '|---|---|',
        ...Object.entries(figures).map(([what, value]) => `| ${what} | ${value} |`),
      ].join('\n'),
      failures.length === 0
        ? 'Nothing failed.'
        : failures.map((failure) => `- **FAILED**: ${failure}`).join('\n'),
    ].join('\n\n'),
  );
  return [
    `# Proof of ${startedAt.toISOString().slice(0, 10)}`,
    `Seed ${seed}; ${machine}.`,
    ...sections,
    '',
  ].join('\n\n');
}
