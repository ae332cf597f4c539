import type { Life } from '../life.ts';

/** Something that happens in a life; what is wrong afterwards is told to `life.fail`. */
export type Action = (life: Life) => Promise<void>;
