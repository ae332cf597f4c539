import type { ResponseCase } from './case.ts';
import { chunks } from './chunks.ts';
import { connections } from './connections.ts';
import { fieldLines } from './fieldLines.ts';
import { framing } from './framing.ts';
import { statusLines } from './statusLines.ts';

export const topics: Readonly<Record<string, readonly ResponseCase[]>> = {
  'the status line': statusLines,
  'the fields': fieldLines,
  'the framing of a body': framing,
  chunks,
  'the connection': connections,
};

export const responses: readonly ResponseCase[] = Object.values(topics).flat();
