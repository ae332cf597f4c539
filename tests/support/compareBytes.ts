import { expect } from 'vitest';

/** Vitest compares bytes one by one, each as an object: a second for a megabyte. Two buffers are compared as such. */
expect.addEqualityTesters([
  (one: unknown, other: unknown) => {
    const areBuffers = Buffer.isBuffer(one) && Buffer.isBuffer(other);
    return areBuffers ? one.equals(other) : undefined;
  },
]);
