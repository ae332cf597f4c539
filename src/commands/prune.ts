import type { Command } from 'commander';
import { z } from 'zod';
import { labelOfArchiveName } from '../client/archiveName.ts';
import { UserError } from '../common/errors.ts';
import type { RetentionPlan } from '../schedule/retention/planRetention.ts';
import { prunableArchives } from '../schedule/retention/prunableArchives.ts';
import { removeArchives } from '../schedule/retention/removeArchives.ts';
import { archiveSources, planBySchedule, planBySource } from '../schedule/retention/sources.ts';
import { localZone } from '../schedule/rule.ts';
import { loadSchedule } from '../schedule/scheduleFile.ts';
import { confirm } from './confirm.ts';
import { type Context, runCommand } from './context.ts';
import { parseOptions } from './givenOptions.ts';
import { readKeepRules, withKeepOptions } from './keepOptions.ts';
import { withServerOptions } from './options.ts';
import type { Output } from './output.ts';
import { withSession } from './withSession.ts';

const pruneOptions = z.object({
  label: z.string().min(1).optional(),
  dryRun: z.boolean().default(false),
  yes: z.boolean().default(false),
});

export function addPruneCommand(program: Command): void {
  withKeepOptions(withServerOptions(program.command('prune')))
    .option('--label <label>')
    .option('--dry-run')
    .option('-y, --yes')
    .action((_options, command: Command) => runCommand(command, prune));
}

async function prune(context: Context): Promise<undefined> {
  const { command, home, output, signal } = context;
  const { label, dryRun, yes } = parseOptions(pruneOptions, command);
  const rules = readKeepRules(command);
  const schedule = await loadSchedule(home);
  if (rules === undefined && !Object.values(schedule).some(({ keep }) => keep)) {
    throw new UserError('usage', { problem: 'keep-what' });
  }
  const sources = await archiveSources(home);

  await withSession(context, async (client, session) => {
    const archives = prunableArchives(client, session, signal);
    const names = (await archives.list()).filter(
      (name) => label === undefined || labelOfArchiveName(name) === label,
    );
    const plan =
      rules === undefined
        ? planBySchedule(names, sources, schedule, new Date(), localZone())
        : planBySource(names, sources, rules, new Date(), localZone());
    if (dryRun || plan.delete.length === 0) return print(output, plan, output.text.prunePlan(plan));

    if (!archives.canDelete) throw new UserError('server-cannot', { what: 'delete' });
    if (!yes) output.note(output.text.prunePlan(plan));
    if (!yes && !(await confirm(output.text.confirmPrune(plan.delete.length)))) {
      return print(output, plan, output.text.nothingPruned);
    }
    const removed: string[] = [];
    await removeArchives(archives, plan.delete, {
      signal,
      onRemoved(name) {
        removed.push(name);
        output.note(output.text.deleted(name));
      },
    });
    print(output, plan, output.text.pruned(removed.length, plan.keep.length), removed);
  });
  return undefined;
}

function print(output: Output, plan: RetentionPlan, text: string, deleted?: readonly string[]): void {
  output.result({ dry_run: deleted === undefined, ...plan, deleted: deleted ?? [] }, text);
}
