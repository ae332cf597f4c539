import { randomUUID } from 'node:crypto';

/** The key of a new body: keys separate accounts, so that one can be moved, or counted, on its own. */
export function newBodyKey(owner: string): string {
  return `accounts/${owner}/${randomUUID()}`;
}

/** The key of the envelope that came with a body. The triggers of the database know this rule too. */
export function envelopeKeyOf(body: string): string {
  return `${body}.envelope`;
}

/** The key of an envelope that takes the place of that. */
export function newEnvelopeKey(body: string): string {
  return `${body}.${randomUUID()}.envelope`;
}

export function newRestKey(body: string): string {
  return `${body}.${randomUUID()}.rest`;
}
