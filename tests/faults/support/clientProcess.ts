/**
 * The client in a process of its own with a small heap: what would need more memory ends it. Takes tasks as lines of
 * JSON, and answers each with what came of it.
 */
import { createInterface } from 'node:readline';
import { client } from '../../../src/client/index.ts';
import { deleteArchive } from '../../../src/client/manage.ts';
import type { Session } from '../../../src/client/session.ts';
import { describeError } from '../../../src/text/describeError.ts';
import type { Operation, Outcome, Task } from './tasks.ts';

const work: Record<Operation, (session: Session, task: Task) => Promise<unknown>> = {
  login: async ({ capabilities }) => capabilities,
  list: (session) => client.listFiles(session),
  show: (session, { archive }) => client.showArchive(session, archive),
  verify: (session, { archive }) => client.verifyArchive(session, archive),
  download: (session, { archive, folder }) =>
    client.downloadAndDecryptFile(session, archive, { destination: folder }),
  legacy: (session, { archive, folder }) =>
    client.downloadAndDecryptFile(session, archive, { destination: folder, legacy: true }),
  upload: (session, { source }) => client.uploadFile(session, [source]),
  delete: (session, { archive }) => deleteArchive(session, archive),
};

async function outcomeOf(task: Task): Promise<Outcome> {
  const startedAt = performance.now();
  const since = () => (performance.now() - startedAt) / 1000;
  const peak = () => process.resourceUsage().maxRSS / 1024;
  try {
    const session = await client.loginToServer({ ...task, username: 'ada', password: 'correct horse' });
    try {
      const result = await work[task.operation](session, task);
      return { code: 'done', result, sentence: '', next: '', seconds: since(), peakMiB: peak() };
    } finally {
      await client.logout(session);
    }
  } catch (error) {
    const { code, message, next } = describeError(error, 'en');
    return { code, result: null, sentence: message, next, seconds: since(), peakMiB: peak() };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await outcomeOf(JSON.parse(line) as Task))}\n`);
}
