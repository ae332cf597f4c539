import { UserError } from '../../../../src/common/errors.ts';
import type { SessionId } from '../../../../src/net/api.ts';
import type { ConnectionPool } from '../../../../src/net/connectionPool.ts';
import { requestList } from '../../../../src/net/list.ts';
import { type CreateTarget, must, OracleError } from '../target.ts';
import { allowing } from './allowing.ts';

const pageEnd = 0x1e;
const page = (document: object) => JSON.stringify(document);
const sha256 = 'ab'.repeat(32);
const file = (name: string) => ({ name, size: 5, uploaded_at: '2026-11-22T12:00:00Z', sha256 });

/** Pages of a list of archives, each after the separator; a status may stand before one, in three digits. */
export const create: CreateTarget = () => ({
  seeds: [
    page({ archives: ['a', 'b'] }),
    `${page({ archives: [], files: [file('a'), file('b')], next: 'c' })}\x1e${page({ archives: [], files: [file('c')] })}`,
    `${page({ archives: ['a'], files: [file('a')], next: 'same' })}\x1e${page({ archives: ['a'], files: [file('a')] })}`,
    `404${page({ message: 'No archives found' })}`,
    `401${page({ message: 'expired' })}`,
    `500${page({ message: 'oops' })}`,
  ].map((text) => Buffer.from(text)),
  dictionary: [
    '\x1e',
    '"next":"x"',
    '"files":[]',
    '"sha256":',
    '"uploaded_at":',
    '404',
    '200',
    '""',
    '{}',
    '1e30',
    'Z',
  ],
  maximumLength: 4096,
  async run(input) {
    for (const isDetailed of [true, false]) {
      const listed = await allowing(
        () => requestList(poolOf(input), 'id' as SessionId, { isDetailed }),
        [UserError],
      );
      if (listed === undefined) continue;
      must(new Set(listed.map(({ name }) => name)).size === listed.length, 'a name that comes twice');
      for (const { name, size, uploadedAt } of listed) {
        must(name.length <= 512, 'a name without end');
        must(size === null || (Number.isSafeInteger(size) && size >= 0), 'a size that is none');
        must(uploadedAt === null || !Number.isNaN(uploadedAt.getTime()), 'a time that is none');
      }
    }
  },
});

/** Answers one page after the other; the last one again and again. */
function poolOf(input: Buffer): ConnectionPool {
  let rest: Buffer | undefined = input;
  let last = Buffer.alloc(0);
  let asked = 0;
  const send = async () => {
    asked += 1;
    if (asked > 5000) throw new OracleError('a list that is asked for for ever');
    if (rest !== undefined) {
      const end = rest.indexOf(pageEnd);
      last = Buffer.from(end < 0 ? rest : rest.subarray(0, end));
      rest = end < 0 ? undefined : rest.subarray(end + 1);
    }
    const [status = '200'] = /^[1-5]\d\d/.exec(last.toString('latin1', 0, 3)) ?? [];
    const bytes = last.subarray(/^[1-5]\d\d/.test(last.toString('latin1', 0, 3)) ? 3 : 0);
    return { head: { status: Number(status), minorVersion: 1, fields: new Map() }, body: pieces(bytes) };
  };
  const peer = { host: 'server', port: 443 };
  return { peer, timeouts: { work: 600_000 }, send } as unknown as ConnectionPool;
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer, void, void> {
  const middle = bytes.length >> 1;
  yield bytes.subarray(0, middle);
  yield bytes.subarray(middle);
}
