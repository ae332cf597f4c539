import { afterEach, expect, test, vi } from 'vitest';
import { Output } from '../../src/commands/output.ts';

afterEach(() => void vi.restoreAllMocks());

test.for(['note', 'problem'] as const)('a %s shows what others wrote without moving the cursor', (kind) => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  new Output('en', { json: false, quiet: false })[kind]('said:\n\x1b[31mred\x07');
  expect(write).toHaveBeenCalledExactlyOnceWith('said:\n\u{FFFD}[31mred\u{FFFD}\n');
});

test.for([
  ['en', 'Stored 1 entry,', 'Removed 1 archive, kept 2.'],
  ['fr', '1 entrée,', '1 archive supprimée, 2 gardées.'],
] as const)('one is counted as one (%s)', ([language, stored, pruned]) => {
  const { text, units } = new Output(language, { json: false, quiet: false });
  const upload = {
    mode: 'client',
    name: 'a.enc',
    entries: 1,
    bytes: 0,
    sealedBytes: 1,
    warnings: [],
  } as const;
  expect(text.uploaded(upload, units)).toContain(stored);
  expect(text.pruned(1, 2)).toBe(pruned);
});
