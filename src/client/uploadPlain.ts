import { basename } from 'node:path';
import { UserError } from '../common/errors.ts';
import { cleanLabel } from '../crypto/pack/plan.ts';
import { requestUpload } from '../net/api.ts';
import { fileNameField, isBaseName, levelOf } from '../net/fileName.ts';
import { countBytes } from './countBytes.ts';
import { PlainFile } from './plainFile.ts';
import { withSessionId } from './relogin.ts';
import type { Session } from './session.ts';
import type { UploadOptions, UploadResult } from './types.ts';

/**
 * Sends one file as it is, for servers that seal by themselves: whoever runs the server can read it. The server may
 * keep it under another name than that of the file.
 *
 * @param paths absolute
 * @throws {UserError} `one-file-only`, `archive-name-refused`, those of the file and of the connection
 */
export async function uploadPlain(
  session: Session,
  paths: readonly string[],
  options: UploadOptions,
): Promise<UploadResult> {
  const { signal, onProgress, label, compress, include = [], exclude = [], recipients = [] } = options;
  const [path = ''] = paths;
  if (paths.length !== 1) throw new UserError('one-file-only', { path, found: 'several' });
  // Whoever names recipients does not expect that anybody can read it.
  if (label !== undefined || compress !== undefined || [...include, ...exclude, ...recipients].length > 0)
    throw new UserError('one-file-only', { path, found: 'options' });
  const name = basename(path);
  const nameField = nameFieldFor(session, name);
  const file = await PlainFile.open(path);
  try {
    const { size } = file;
    await withSessionId(
      session,
      (id) => {
        const chunks = countBytes(file.chunks(signal), (doneBytes) => {
          onProgress?.({ stage: doneBytes === size ? 'confirming' : 'sending', doneBytes, totalBytes: size });
        });
        return requestUpload(session.pool, id, { nameField, size, chunks, form: 'plain' }, signal);
      },
      signal,
    );
    return { mode: 'server', name, bytes: size, sealedBytes: size, entries: 1, warnings: file.warnings() };
  } finally {
    await file.close();
  }
}

function nameFieldFor({ capabilities }: Session, name: string): string {
  const level = levelOf(capabilities);
  const field = fileNameField(name, level);
  if (field === null || (level === 'base' && !isBaseName(name)))
    throw new UserError('archive-name-refused', { name, suggestion: cleanLabel(name) });
  return field;
}
