import { type Content, createEnvelope } from '../envelope/envelope.ts';
import type { Recipient } from '../envelope/slot.ts';
import { FloeEncryptor } from '../floe/encryptor.ts';
import type { PlaintextSegments } from '../pack/pack.ts';
import { floe, takePayloadKey } from '../payload.ts';

/**
 * Seals plaintext for the recipients: the envelope, then one FLOE segment after the other.
 *
 * @param pack gives the plaintext, told the id of the new archive
 */
export async function* sealSegments(
  recipients: readonly Recipient[],
  content: Content,
  pack: (archiveId: Buffer) => PlaintextSegments,
): AsyncGenerator<Buffer, void, void> {
  const envelope = await createEnvelope(recipients, content);
  const key = takePayloadKey(envelope);
  const encryptor = new FloeEncryptor(floe, key, envelope.bound);
  key.fill(0);
  const segments = pack(envelope.archiveId);
  try {
    yield Buffer.concat([envelope.bytes, encryptor.header]);
    for (let isFinal = false; !isFinal; ) {
      const { value, done = false } = await segments.next();
      isFinal = done;
      yield encryptor.encryptSegment(value, isFinal);
    }
  } finally {
    encryptor.close();
    await segments.return(Buffer.alloc(0));
  }
}
