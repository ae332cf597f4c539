/** Reads patterns parted by spaces; one with spaces stands in `"…"`, and `""` in there is a quotation mark. */
export function parsePatterns(text: string): string[] {
  const found = text.matchAll(/"((?:[^"]|"")*)"?|[^\s"]+/g);
  return [...found]
    .map(([all, quoted]) => quoted?.replaceAll('""', '"') ?? all)
    .filter((part) => part !== '');
}

/** Writes patterns so that `parsePatterns` reads them. */
export function formatPatterns(patterns: readonly string[]): string {
  return patterns
    .map((pattern) => (/[\s"]/.test(pattern) ? `"${pattern.replaceAll('"', '""')}"` : pattern))
    .join(' ');
}
