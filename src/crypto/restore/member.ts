import type { Header } from 'tar-stream';
import type { UncheckedMember } from './restoration.ts';

const types = { file: 'file', directory: 'dir', symlink: 'symlink', link: 'link' } as const;

/** A member as the tar tells it; a number that is none is 0, as `readMembers` reads it. */
export function memberOf(header: Header): UncheckedMember {
  return {
    path: header.name.replace(/\/$/, ''),
    // The framing let no other type through.
    type: types[header.type as keyof typeof types],
    size: header.size,
    mode: header.mode || 0,
    mtimeMs: (paxNumber(header.pax, 'mtime') ?? (header.mtime.getTime() / 1000 || 0)) * 1000,
    uid: paxNumber(header.pax, 'uid') ?? (header.uid || 0),
    gid: paxNumber(header.pax, 'gid') ?? (header.gid || 0),
    ...(header.linkname ? { target: header.linkname } : {}),
  };
}

/** A number of a pax header. */
function paxNumber(pax: unknown, key: string): number | undefined {
  const value = pax ? Number.parseFloat((pax as Record<string, string>)[key] ?? '') : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
