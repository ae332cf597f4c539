import type { TarMember } from '../../../../src/crypto/tar/header.ts';
import { textOf } from './tarText.ts';

const member: TarMember = { path: 'a', type: 'file', size: 3, mtimeMs: 1000, mode: 0o644, uid: 0, gid: 0 };

/** Tars as we write them, and oddities that others write. */
export const tarSeeds: readonly Buffer[] = [
  textOf(member, 'abc'),
  textOf({ ...member, path: 'd', type: 'dir', size: 0 }),
  textOf({ ...member, path: 'l', type: 'symlink', size: 0, target: 'a' }),
  textOf({ ...member, path: 'h', type: 'link', size: 0, target: 'a' }),
  textOf({ ...member, path: 'é'.repeat(60), mtimeMs: -1500.5, uid: 2 ** 31, gid: 2 ** 31 }, 'abc'),
  textOf({ ...member, path: `${'p'.repeat(90)}/${'q'.repeat(90)}` }, 'abc'),
  Buffer.concat([textOf(member, 'abc'), textOf({ ...member, path: 'b', size: 600 }, 'x'.repeat(600))]),
  Buffer.from('0\x1fname\x1f\x1f\x1f\x80\0\0\0\0\0\0\0\0\0\x04\0\x1f\x1f\x1f\x1f\x1fustar  \0\x1fabc'),
  Buffer.from(
    'x\x1fpax\x1f\x1f\x1f\x1f\x1f\x1f\x1f\x1f\x1f9 size=2\n\x1e0\x1fa\x1f\x1f\x1f\x1f\x1f\x1f\x1f\x1f\x1fxy',
  ),
  Buffer.from('1\x1f\x1f\x1f\x001'),
];

export const tarDictionary: readonly string[] = [
  '\x1e',
  '\x1f',
  '\x1f\x1f',
  '!',
  '0\x1f',
  '5\x1fd/',
  '2\x1f',
  '1\x1f',
  'x\x1fpax\x1f',
]
  .concat([
    '\x80',
    '\xff\xff\xff\xff',
    'ustar  \0',
    'ustar\x0000',
    '00000000003',
    ' 7 ',
    '/',
    '..',
    '\0',
    '\n',
  ])
  .concat([
    '11 path=a/b\n',
    '9 size=2\n',
    '12 mtime=1.5\n',
    '10 path=é\n',
    '13 linkpath=a\n',
    '9 path=\n',
    '8 uid=1\n',
  ])
  .concat(['13 mtime=-1.5\n', '11 mtime=1e9\n', '20 mtime=Infinity99\n', '13 GNU.sparse']);
