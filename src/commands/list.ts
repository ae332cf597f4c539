import type { Command } from 'commander';
import type { Archive } from '../client/types.ts';
import { isStale } from '../common/age.ts';
import { runCommand } from './context.ts';
import { withServerOptions } from './options.ts';
import type { Output } from './output.ts';
import { withSession } from './withSession.ts';

export function addListCommand(program: Command): void {
  withServerOptions(program.command('list')).action((_options, command: Command) =>
    runCommand(command, async (context) => {
      const archives = await withSession(context, (client, session) =>
        client.listFiles(session, context.signal),
      );
      const now = new Date();
      const document = { archives: archives.map((archive) => describe(archive, now)) };
      context.output.result(document, table(archives, now, context.output));
      return undefined;
    }),
  );
}

function describe({ name, size, uploadedAt }: Archive, now: Date) {
  return {
    name,
    size,
    uploaded_at: uploadedAt?.toISOString() ?? null,
    age_seconds: uploadedAt ? Math.max(0, Math.floor((now.getTime() - uploadedAt.getTime()) / 1000)) : null,
    stale: isStale(uploadedAt, now),
  };
}

function table(archives: readonly Archive[], now: Date, { text, units }: Output): string {
  if (archives.length === 0) return text.noArchives;
  const rows = archives.map(({ name, size, uploadedAt }) => [
    name,
    size === null ? text.unknown : units.bytes(size),
    uploadedAt ? units.age(now.getTime() - uploadedAt.getTime()) : text.unknown,
    isStale(uploadedAt, now) ? `! ${text.stale}` : '',
  ]);
  const all = [[...text.archiveColumns, ''], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map(([name = '', size = '', age = '', mark = '']) =>
      `${name.padEnd(widths[0] ?? 0)}  ${size.padStart(widths[1] ?? 0)}  ${age.padStart(widths[2] ?? 0)}  ${mark}`.trimEnd(),
    )
    .join('\n');
}
