import type { IUnicodeVersionProvider, Terminal } from '@xterm/headless';
import stringWidth from 'string-width';

/** The terminal in memory knows the widths of 2010 alone; those of today have emoji that are two columns wide. */
export function giveModernWidths(terminal: Terminal): void {
  terminal.unicode.register(provider);
  terminal.unicode.activeVersion = provider.version;
}

const provider: IUnicodeVersionProvider = { version: 'modern', wcwidth, charProperties };

function wcwidth(codePoint: number): 0 | 1 | 2 {
  if (codePoint >= 0x20 && codePoint < 0x7f) return 1;
  return Math.min(2, stringWidth(String.fromCodePoint(codePoint))) as 0 | 1 | 2;
}

/** Bits as the terminal packs them: the width above one that says that the character joins the one before. */
function charProperties(codePoint: number, preceding: number): number {
  const width = wcwidth(codePoint);
  const widthBefore = (preceding >> 1) & 3;
  const joins = width === 0 && widthBefore > 0;
  return ((joins ? widthBefore : width) << 1) | Number(joins);
}
