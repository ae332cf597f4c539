/** A response as a server might send it, and what RFC 9110 or 9112 makes of it. */
export interface ResponseCase {
  /** Such as `9112 §4`. */
  readonly section: string;
  readonly name: string;
  /** In Latin-1; `↵` stands for CR LF. */
  readonly text: string;
  readonly method: string;
  readonly expected: Expected;
}

export type Expected = Valid | { readonly refused: string } | 'incomplete';

/** What is not given is not looked at. */
export interface Valid {
  readonly status?: number;
  readonly minorVersion?: 0 | 1;
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  readonly body?: string;
  readonly keepsAlive?: boolean;
  readonly rest?: string;
}

type Row = readonly [section: string, name: string, text: string, expected: Expected, method?: string];

/** Turns rows into cases. */
export function cases(rows: readonly Row[], wrap = (text: string): string => text): ResponseCase[] {
  return rows.map(([section, name, text, expected, method = 'GET']) => {
    return { section, name, text: wrap(text), method, expected };
  });
}

export function refused(reason: string): Expected {
  return { refused: reason };
}

export function bytesOf(text: string): Buffer {
  return Buffer.from(text.replaceAll('↵', '\r\n'), 'latin1');
}
