import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { type RunRecord, readHistory } from '../schedule/history.ts';
import { runCommand } from './context.ts';
import { parseOptions, refusedAs } from './givenOptions.ts';
import { withCommonOptions } from './options.ts';

const historyOptions = z.object({ limit: refusedAs('count', z.coerce.number().int().min(1)).default(20) });

export function addScheduleHistoryCommand(schedule: Command): void {
  withCommonOptions(schedule.command('history'))
    .argument('[path]')
    .option('--limit <number>')
    .action((path: string | undefined, _options, command: Command) =>
      runCommand(command, async ({ home, output }) => {
        const { limit } = parseOptions(historyOptions, command);
        const runs = await readHistory(home, {
          limit,
          ...(path === undefined ? {} : { path: resolve(path) }),
        });
        const lines = runs.map((run) => output.schedule.run(run, output.units));
        output.result({ runs: runs.map(describeRun) }, lines.join('\n') || output.schedule.noHistory);
        return undefined;
      }),
    );
}

/** A run as JSON. */
export function describeRun({ version: _version, sealedBytes, ...run }: RunRecord) {
  return { ...run, ...(sealedBytes === undefined ? {} : { sealed_bytes: sealedBytes }) };
}
