import { vocabularyOf } from '../../text/screens.ts';
import { clamp } from '../state/listPosition.ts';
import type { State } from '../state/model.ts';
import { cut, fitLeft, widthOf } from './text.ts';

/** The frame, and the keys below. */
const frameHeight = 4;

/** The remembered servers; of many, those around the highlight. */
export function profilesContent(state: State, cursor: number, room: number) {
  const { text } = vocabularyOf(state.language);
  const { profiles } = state.login;
  const names = profiles.map(({ name }) => name ?? text.login.profileWithoutName);
  const widest = Math.max(...names.map(widthOf));
  const labels = profiles.map(({ host, port, username }, index) =>
    cut(`${fitLeft(names[index] ?? '', widest + 2)}${username}@${host}:${port}`, room - 2),
  );
  const height = Math.max(1, state.size.rows - frameHeight);
  const top = clamp(cursor - Math.floor(height / 2), 0, Math.max(0, profiles.length - height));
  return {
    innerWidth: clamp(Math.max(...labels.map(widthOf)) + 2, 24, room),
    title: text.login.profilesTitle,
    lines: [],
    field: null,
    note: [],
    items: labels.slice(top, top + height).map((label) => ({ label, isAvailable: true })),
    cursor: cursor - top,
  };
}
