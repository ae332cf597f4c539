/** Numbers from 0 to 1, the same ones for the same seed (Park and Miller). */
export function randomFrom(seed: number): () => number {
  let state = (seed % 0x7fff_fffe) + 1;
  return () => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
}
