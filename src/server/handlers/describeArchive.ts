import type { StoredArchive } from '../store/store.ts';

/** An archive as a list tells of it. */
export function describeArchive({ name, size, uploadedAt, sha256 }: StoredArchive): object {
  return { name, size, uploaded_at: uploadedAt.toISOString(), ...(sha256 !== null && { sha256 }) };
}
