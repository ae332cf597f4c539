import type { ArchiveContents, VerifyResult } from '../client/types.ts';
import type { Output } from './output.ts';

/** Prints what is inside an archive. */
export function printContents(output: Output, contents: ArchiveContents): void {
  const { text, units } = output;
  const lines = contents.entries.map(({ path, type, size, modifiedAt, target, changed }) => {
    const amount = (type === 'file' ? units.bytes(size) : '').padStart(9);
    const arrow = target === undefined ? '' : ` -> ${target}`;
    const mark = changed ? ` ! ${text.changed}` : '';
    return `${units.date(modifiedAt)} ${amount}  ${path}${type === 'dir' ? '/' : ''}${arrow}${mark}`;
  });
  output.result(
    {
      name: contents.name,
      created_at: contents.createdAt.toISOString(),
      host: contents.host,
      user: contents.user,
      bytes: contents.bytes,
      entries: contents.entries.map(({ modifiedAt, storedPath: _, ...entry }) => ({
        ...entry,
        modified_at: modifiedAt.toISOString(),
      })),
    },
    [text.contents(contents, units), ...lines].join('\n'),
  );
}

/** Prints that archives are whole. */
export function printVerified(output: Output, results: readonly VerifyResult[]): void {
  for (const path of results.flatMap(({ changed }) => changed)) {
    output.note(output.text.warning({ path, problem: 'changed' }));
  }
  output.result({ archives: results }, output.text.verified(results, output.units));
}
