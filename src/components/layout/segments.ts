import type { Tone } from '../theme.ts';
import { widthOf } from './text.ts';

/** A piece of a line in one look. */
export interface Segment {
  readonly text: string;
  readonly tone?: Tone | undefined;
  readonly isBold?: boolean;
  readonly isDim?: boolean;
  /** A field in which one types. */
  readonly isField?: boolean;
}

/** A line of the screen. A selected one is drawn inverse as a whole. */
export interface LineData {
  readonly segments: readonly Segment[];
  readonly isSelected?: boolean;
  /** What stands beside the line in the same row, behind `mainWidth` columns; it is not selected with it. */
  readonly aside?: readonly Segment[];
  readonly mainWidth?: number;
  /** Not read aloud. */
  readonly isDecoration?: boolean;
}

export const blankLine: LineData = { segments: [] };

/** A line in one look. */
export function line(text: string, look: Omit<Segment, 'text'> = {}): LineData {
  return { segments: [{ text, ...look }] };
}

export function dim(text: string): Segment {
  return { text, isDim: true };
}

export function bold(text: string): Segment {
  return { text, isBold: true };
}

export function segmentsWidth(segments: readonly Segment[]): number {
  return segments.reduce((sum, { text }) => sum + widthOf(text), 0);
}

/** Puts `right` at the right edge when there is room for both, else leaves it out. */
export function justify(left: readonly Segment[], right: readonly Segment[], width: number): Segment[] {
  const gap = width - segmentsWidth(left) - segmentsWidth(right);
  return gap < 2 ? [...left] : [...left, { text: ' '.repeat(gap) }, ...right];
}
