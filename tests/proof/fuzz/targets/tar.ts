import { isDeepStrictEqual } from 'node:util';
import { TarFraming, TarRefused } from '../../../../src/crypto/tar/framing.ts';
import { readByHand, readByPackage } from '../../../support/readTar.ts';
import { type CreateTarget, must } from '../target.ts';
import { allowingNow } from './allowing.ts';
import { tarDictionary, tarSeeds } from './tarSeeds.ts';
import { tarOf } from './tarText.ts';

/** A tar: refused by its framing, however it is cut, or read alike by our reader and by tar-stream. */
export const create: CreateTarget = () => ({
  seeds: tarSeeds,
  dictionary: tarDictionary,
  maximumLength: 2048,
  async run(input) {
    const tar = tarOf(input);
    const whole = accepted(tar, tar.length);
    must(whole === accepted(tar, 100), 'another framing in pieces');
    if (whole === undefined) return;
    const framed = tar.subarray(0, whole);
    const expected = await readByPackage(framed);
    // Negative numbers in base 256 are one too high in tar-stream; we never write any.
    if (input.includes(0xff)) return;
    must(
      isDeepStrictEqual(await readByHand(framed, [framed.length]), expected),
      'another reading than that of tar-stream',
    );
    must(isDeepStrictEqual(await readByHand(framed, [700, 3, 512]), expected), 'another reading in pieces');
  },
});

/** How much of it the framing lets through; undefined where it refuses it, or it does not end. */
function accepted(tar: Buffer, step: number): number | undefined {
  return allowingNow(() => {
    const framing = new TarFraming();
    let length = 0;
    for (let at = 0; at < tar.length && !framing.isAtEnd; at += step)
      length += framing.accept(tar.subarray(at, at + step));
    if (!framing.isAtEnd) throw new TarRefused('no end');
    return length;
  }, [TarRefused]);
}
