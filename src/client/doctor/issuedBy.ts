import type { X509Certificate } from 'node:crypto';

/** Longer than any chain in use. */
const longestChain = 10;

/** True where the signatures lead from the first of a chain to an authority. */
export function isIssuedBy(
  [first, ...between]: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): boolean {
  let last: X509Certificate | undefined = first;
  for (let length = 0; last !== undefined && length < longestChain; length += 1) {
    const current: X509Certificate = last;
    const hasIssued = (other: X509Certificate) =>
      current.checkIssued(other) && current.verify(other.publicKey);
    if (authorities.some(hasIssued)) return true;
    last = between.find((other) => other !== current && hasIssued(other));
  }
  return false;
}
