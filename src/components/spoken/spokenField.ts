import type { Vocabulary } from '../../text/screens.ts';
import { charactersOf } from '../layout/text.ts';
import type { TextField } from '../state/textField.ts';

/** What a field holds, when one comes to it. */
export function spokenValue(
  { value }: TextField,
  isMasked: boolean,
  { text: { spoken } }: Vocabulary,
): string {
  if (value === '') return spoken.empty;
  return isMasked ? spoken.hidden(charactersOf(value).length) : value;
}

/** What an edit did: the text that came, the text that went, or the character under the cursor. */
export function spokenEdit(
  before: TextField,
  after: TextField,
  isMasked: boolean,
  { text: { spoken } }: Vocabulary,
): string | null {
  const shown = (text: string) => (isMasked ? '*'.repeat(charactersOf(text).length) : text);
  if (before.value === after.value) {
    if (before.cursor === after.cursor) return null;
    const [next] = charactersOf(after.value.slice(after.cursor));
    return next === undefined ? spoken.endOfField : shown(next);
  }
  const start = commonStart(before.value, after.value);
  const end = commonStart(reversed(before.value.slice(start)), reversed(after.value.slice(start)));
  const added = after.value.slice(start, after.value.length - end);
  return added === ''
    ? spoken.deleted(shown(before.value.slice(start, before.value.length - end)))
    : shown(added);
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

function reversed(text: string): string {
  return text.split('').reverse().join('');
}
