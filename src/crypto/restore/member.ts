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
    mtimeMs: paxTime(header.pax) ?? header.mtime.getTime(),
    uid: header.uid,
    gid: header.gid,
    ...(header.linkname ? { target: header.linkname } : {}),
  };
}

/** The modification time of a pax header, in milliseconds. */
function paxTime(pax: unknown): number | undefined {
  if (typeof pax !== 'object' || pax === null || !('mtime' in pax)) return undefined;
  const seconds = Number(pax.mtime);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
