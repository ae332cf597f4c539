const space = /[ \t\n\r]*/y;
const text = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const other = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Where a text that is no JSON stops being some: the engine tells it of some faults only.
 *
 * @returns line and column, counted from 1, of the first token that cannot stand there
 */
export function jsonFault(source: string): { readonly line: number; readonly column: number } {
  let at = 0;

  function take(pattern: RegExp): boolean {
    pattern.lastIndex = at;
    const [found] = pattern.exec(source) ?? [];
    at += found?.length ?? 0;
    return found !== undefined;
  }
  function takeSign(sign: string): boolean {
    take(space);
    if (source[at] !== sign) return false;
    at += 1;
    return true;
  }
  function takeList(end: string, member: () => boolean): boolean {
    if (takeSign(end)) return true;
    do {
      if (!member()) return false;
    } while (takeSign(','));
    return takeSign(end);
  }
  const takeText = (): boolean => take(space) && take(text);
  function takeValue(): boolean {
    if (takeSign('{')) return takeList('}', () => takeText() && takeSign(':') && takeValue());
    return takeSign('[') ? takeList(']', takeValue) : take(text) || take(other);
  }

  if (takeValue()) take(space);
  const before = source.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
