const plainAscii = /^[\x20-\x7e]*$/;

/**
 * A name as it may be shown on a terminal: control, format (bidi and zero-width) and unassigned characters,
 * lone surrogates and line breaks become `\u{FFFD}`, so that no name from a disk or a server can move the cursor or
 * reverse the line.
 */
export function printable(text: string): string {
  // Most names are plain; to know that is much faster.
  if (plainAscii.test(text)) return text;
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{FFFD}');
}

/** As `printable`, of several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
