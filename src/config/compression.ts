/** Whether paths are compressed before they are sent: where that pays, in any case, or never. */
export const compressions = ['auto', 'always', 'never'] as const;
export type Compression = (typeof compressions)[number];
