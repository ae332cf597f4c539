import type { Life } from '../life.ts';

/** Something that holds after every step; what is wrong is told to `life.fail`. */
export type Invariant = (life: Life) => Promise<void>;
