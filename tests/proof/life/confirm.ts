import { relative } from 'node:path';
import { z } from 'zod';
import type { Tree } from '../../support/tree.ts';
import type { Life, Ran } from './life.ts';
import type { Archive, Made } from './model.ts';

const uploaded = z.object({ name: z.string(), warnings: z.array(z.object({ path: z.string() })) });

/** What an upload said that ended well; null for another. */
export function confirmationOf({ exitCode, document }: Pick<Ran, 'exitCode' | 'document'>) {
  return exitCode === 0 || exitCode === 8 ? uploaded.parse(document) : null;
}

/** Notes an archive that the server confirmed. */
export function noteUpload(
  life: Life,
  { name, warnings }: z.infer<typeof uploaded>,
  { before, after }: { readonly before: Tree; readonly after: Tree },
  scheduled: string | null,
  candidates?: readonly Tree[],
): Archive {
  const warned = new Set(warnings.map(({ path }) => relative(life.sources.folder, path)));
  life.tally.add('uploads that were confirmed');
  const { passphrase } = life;
  const made = { before, after, warned };
  return life.model.confirm({ name, made, passphrase, scheduled, ...(candidates ? { candidates } : {}) });
}

/** Notes an upload that nobody heard the end of. */
export function noteAttempt(
  life: Life,
  trees: Pick<Made, 'before' | 'after'>,
  scheduled: string | null,
): void {
  const { passphrase } = life;
  life.model.attempts.push({ made: { ...trees, warned: new Set() }, scheduled, passphrase, looks: 0 });
  life.tally.add('unknown outcomes of uploads');
}
