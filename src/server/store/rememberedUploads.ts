/**
 * So many resumable uploads of an account that have become archives are remembered: whoever missed the last answer asks
 * soon, and none is to fill the disk with them.
 */
export const rememberedUploads = 1000;
