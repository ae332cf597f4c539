import type { Command } from 'commander';
import { z } from 'zod';
import type { KeepRules } from '../schedule/retention/keepRules.ts';
import { parseOptions, refusedAs } from './givenOptions.ts';

const count = refusedAs('keep-count', z.coerce.number().int().min(1).max(10_000)).exactOptional();
const keepOptions = z.object({ keepLast: count, keepDaily: count, keepWeekly: count, keepMonthly: count });

/** Options that say which archives stay when old ones are removed. */
export function withKeepOptions(command: Command): Command {
  return command
    .optionsGroup('retention')
    .option('--keep-last <n>')
    .option('--keep-daily <n>')
    .option('--keep-weekly <n>')
    .option('--keep-monthly <n>')
    .optionsGroup('');
}

/** The rules that were given; undefined where none was. @throws {UserError} `usage` */
export function readKeepRules(command: Command): KeepRules | undefined {
  const {
    keepLast: last,
    keepDaily: daily,
    keepWeekly: weekly,
    keepMonthly: monthly,
  } = parseOptions(keepOptions, command);
  const rules = {
    ...(last === undefined ? {} : { last }),
    ...(daily === undefined ? {} : { daily }),
    ...(weekly === undefined ? {} : { weekly }),
    ...(monthly === undefined ? {} : { monthly }),
  };
  return Object.keys(rules).length === 0 ? undefined : rules;
}
