import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Scale, scales } from './scale.ts';

export const usage = `npm run bench -- [options]

  --only a,c,startup   some works only: a b c d e f g startup memory growth store (default: all)
  --without rclone     leave out rclone crypt, which takes ten minutes for many small files
  --rounds 5           how often each contestant runs
  --size 1GiB|small    small: to see that everything works
  --dir DIR            where everything lies meanwhile, up to 12 GiB (default: ${tmpdir()})
  --out DIR            where the report goes (default: bench/results)
  --largest 20         GiB of the largest file whose memory is measured
  --entries 1000000    entries of the largest folder whose memory is measured
  --at-once 50         uploads at once while the memory of the server is measured
`;

const positive = z.coerce.number().int().positive();
const optionsSchema = z.object({
  only: z
    .string()
    .transform((names) => names.split(','))
    .optional(),
  without: z.literal('rclone').optional(),
  rounds: positive.default(5),
  size: z.enum(Object.keys(scales) as (keyof typeof scales)[]).default('1GiB'),
  dir: z.string().default(tmpdir()),
  out: z.string().optional(),
  largest: positive.optional(),
  entries: positive.optional(),
  'at-once': positive.optional(),
});

export interface Options {
  readonly only: readonly string[] | undefined;
  readonly without: 'rclone' | undefined;
  readonly rounds: number;
  readonly size: string;
  readonly scale: Scale;
  readonly dir: string;
  readonly out: string | undefined;
}

/** @throws {Error} for options that there are not */
export function parseOptions(args: readonly string[]): Options {
  const names = Object.keys(optionsSchema.shape);
  const { values } = parseArgs({
    args: [...args],
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  });
  const {
    only,
    without,
    rounds,
    size,
    dir,
    out,
    largest,
    entries,
    'at-once': atOnce,
  } = optionsSchema.parse(values);
  const chosen: Scale = scales[size];
  const [smallest = 0] = chosen.memoryBytes;
  const scale: Scale = {
    ...chosen,
    ...(largest !== undefined && { memoryBytes: [smallest, largest * 1024 ** 3] }),
    ...(entries !== undefined && { memoryEntries: entries }),
    ...(atOnce !== undefined && { uploadsAtOnce: atOnce }),
  };
  return { only, without, rounds, size, scale, dir, out };
}
