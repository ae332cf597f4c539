/**
 * A function that keeps its last answer: rows of tens of thousands of names are asked for several times a key,
 * and change seldom.
 */
export function rememberLast<Arguments extends readonly unknown[], Result>(
  compute: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  let last: { readonly args: Arguments; readonly result: Result } | undefined;
  return (...args) => {
    if (last === undefined || !args.every((arg, index) => arg === last?.args[index])) {
      last = { args, result: compute(...args) };
    }
    return last.result;
  };
}
