import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { BatchWriter } from '../../../src/client/transfers/batchWriter.ts';
import { workFolder } from '../../crypto/support/archives.ts';

test('no byte of a chunk is gone while its reader looks at it, and all are written in order', async () => {
  const path = join(await workFolder(), 'archive');
  const file = await open(path, 'a+');
  onTestFinished(() => file.close());
  const lengths = fc.array(fc.constantFrom(1, 100, 16_384, 131_072, 1_048_576), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(lengths, fc.array(fc.boolean(), { minLength: 1 }), async (chunks, pauses) => {
      await file.truncate();
      const writer = new BatchWriter(file);
      const all: Buffer[] = [];
      for (const [number, length] of chunks.entries()) {
        const chunk = Buffer.allocUnsafeSlow(length).fill(number + 1);
        const expected = Buffer.from(chunk);
        all.push(expected);
        await writer.add(chunk);
        if (pauses[number % pauses.length]) await setImmediate();
        expect(chunk.equals(expected)).toBe(true);
      }
      await writer.end();
      expect((await readFile(path)).equals(Buffer.concat(all))).toBe(true);
    }),
    { numRuns: 15 },
  );
});

test('after a write that failed nothing more is written, and each step says so', async () => {
  const path = join(await workFolder(), 'archive');
  await (await open(path, 'w')).close();
  const readOnly = await open(path, 'r');
  onTestFinished(() => readOnly.close());
  const writer = new BatchWriter(readOnly);
  const failing = (async () => {
    for (;;) await writer.add(Buffer.alloc(1024 * 1024));
  })();
  await expect(failing).rejects.toMatchObject({ code: 'EBADF' });
  await expect(writer.end()).rejects.toMatchObject({ code: 'EBADF' });
  expect(await readFile(path)).toHaveLength(0);
});
