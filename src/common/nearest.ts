/** Of more than this share of its letters changed, a word is another word. */
const longestShare = 1 / 3;

/** The word that was probably meant; null where none is near. */
export function nearest(typed: string, words: readonly string[]): string | null {
  const tail = words.find((word) => word.endsWith(`.${typed}`));
  if (tail !== undefined) return tail;
  const [best] = words
    .map((word) => ({ word, distance: editDistance(typed, word) }))
    .filter(({ word, distance }) => distance <= Math.max(typed.length, word.length) * longestShare)
    .sort((one, other) => one.distance - other.distance);
  return best?.word ?? null;
}

/** How many letters must be added, left out, changed or swapped with the next (optimal string alignment). */
function editDistance(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= one.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column - 1) + (isSame ? 0 : 1),
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(one.length, other.length);
}
