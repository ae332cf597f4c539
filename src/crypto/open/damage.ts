import { UserError } from '../../common/errors.ts';
import { FloeAuthenticationError, type FloeDecryptor } from '../floe/decryptor.ts';

/** Runs a step of opening, and says of FLOE's refusal what it means for the archive. */
export function translateDamage<T>(name: string, reason: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FloeAuthenticationError) {
      throw new UserError('archive-damaged', { name, reason }, { cause: error });
    }
    throw error;
  }
}

/** Decrypts a segment, and names it by its place from 1 when it is not what was sealed. */
export function openSegment(
  decryptor: FloeDecryptor,
  segment: Buffer,
  number: number,
  isFinal: boolean,
  name: string,
  memory?: Buffer,
): Buffer {
  return translateDamage(name, `segment ${number + 1} is not what was sealed`, () =>
    decryptor.decryptSegment(segment, number, isFinal, memory),
  );
}
