import { createContext } from 'react';
import type { ThemeName } from '../text/themeName.ts';

/** How a piece of text looks, as Ink's `Text` takes it. */
export interface Look {
  readonly color?: AnsiColour;
  readonly backgroundColor?: AnsiColour;
  readonly bold?: boolean;
  readonly dimColor?: boolean;
  readonly inverse?: boolean;
  readonly underline?: boolean;
}

type Hue = 'black' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white';
/** The sixteen ANSI names, which follow the palette of the user's terminal. */
type AnsiColour = Hue | `${Exclude<Hue, 'black'>}Bright` | 'gray';

/** What a line can be said to be. */
export type Tone = 'accent' | 'success' | 'warning' | 'danger';

/** Looks by meaning. Nothing is told by colour alone. */
export type Theme = Readonly<Record<Tone | 'muted' | 'strong' | 'selection' | 'field' | 'frame', Look>>;

const plainLooks = {
  muted: { dimColor: true },
  strong: { bold: true },
  selection: { inverse: true },
  field: { underline: true },
} as const;

export const themes: Readonly<Record<ThemeName, Theme>> = {
  /** For dark backgrounds, and most others. */
  default: {
    ...plainLooks,
    accent: { color: 'cyan' },
    success: { color: 'green' },
    warning: { color: 'yellow' },
    danger: { color: 'red' },
    frame: { color: 'cyan' },
  },
  /** Cyan and yellow cannot be read on white. */
  light: {
    ...plainLooks,
    accent: { color: 'blue' },
    success: { color: 'green' },
    warning: { color: 'magenta' },
    danger: { color: 'red' },
    frame: { color: 'blue' },
  },
  /** Nothing faint; what is coloured brings its own background, so that it stands out on any. */
  'high-contrast': {
    ...plainLooks,
    muted: {},
    selection: { inverse: true, bold: true },
    accent: { bold: true },
    success: { color: 'black', backgroundColor: 'greenBright' },
    warning: { color: 'black', backgroundColor: 'yellowBright' },
    danger: { color: 'whiteBright', backgroundColor: 'red', bold: true },
    frame: { bold: true },
  },
  monochrome: {
    ...plainLooks,
    accent: { bold: true },
    success: {},
    warning: {},
    danger: { bold: true },
    frame: {},
  },
};

/** The theme of everything drawn inside. */
export const ThemeContext = createContext<Theme>(themes.default);

/** Signs that fonts of consoles, PuTTY and old terminals have (WGL4); none is an emoji. */
export const glyphs = {
  pointer: '►',
  mark: '●',
  open: '○',
  done: '√',
  warning: '!',
  next: '→',
  sorted: '▼',
  upload: '↑',
  download: '↓',
  verify: '√',
  ascending: '▲',
  descending: '▼',
  edge: '│',
  paused: '■',
  alarm: '‼',
  mask: '•',
  rule: '─',
  dot: '·',
  barFull: '█',
  barEmpty: '░',
} as const;
