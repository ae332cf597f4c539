/**
 * Colours by meaning. Only the sixteen ANSI names, which follow the user's own theme, light or dark; nothing
 * is told by colour alone.
 */
export const theme = {
  accent: 'cyan',
  success: 'green',
  warning: 'yellow',
  danger: 'red',
} as const;

export type Tone = keyof typeof theme;

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
  mask: '•',
  rule: '─',
  dot: '·',
  barFull: '█',
  barEmpty: '░',
} as const;
