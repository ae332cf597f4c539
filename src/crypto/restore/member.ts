import type { Header } from 'tar-stream';
import type { UncheckedMember } from './restoration.ts';

const types = { file: 'file', directory: 'dir', symlink: 'symlink', link: 'link' } as const;

/** A member as the tar tells it. */
export function memberOf(header: Header): UncheckedMember {
  return {
    path: header.name.replace(/\/$/, ''),
    // The framing let no other type through.
    type: types[header.type as keyof typeof types],
    size: header.size,
    mode: header.mode,
    mtimeMs: (paxNumber(header.pax, 'mtime') ?? header.mtime.getTime() / 1000) * 1000,
    uid: paxNumber(header.pax, 'uid') ?? header.uid,
    gid: paxNumber(header.pax, 'gid') ?? header.gid,
    ...(header.linkname ? { target: header.linkname } : {}),
  };
}

/** A number of a pax header. */
function paxNumber(pax: unknown, key: string): number | undefined {
  const value = pax ? Number.parseFloat((pax as Record<string, string>)[key] ?? '') : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
