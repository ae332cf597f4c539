import { openPicker } from '../picker.ts';
import { ask } from '../questions.ts';
import { scheduledPaths } from '../scheduleRows.ts';
import { step } from '../step.ts';
import type { Actions } from './action.ts';

export const scheduleActions: Actions<'add-path' | 'remove-path'> = {
  'add-path': (state) => openPicker(state, 'schedule'),
  'remove-path'(state) {
    const path = scheduledPaths(state.schedule)[state.schedule.list.cursor];
    return step(path === undefined ? state : ask(state, { about: 'remove-path', path }));
  },
};
