import { type ActiveList, activeList } from '../activeList.ts';
import { type ListPosition, moveBy, movePage, moveTo } from '../listPosition.ts';
import { step } from '../step.ts';
import type { Action, Actions } from './action.ts';

type Id = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

export const movingActions: Actions<Id> = {
  up: moving(({ position, count }) => moveBy(position, -1, count)),
  down: moving(({ position, count }) => moveBy(position, 1, count)),
  'page-up': moving(({ position, count, height, page = height }) => movePage(position, -1, count, page)),
  'page-down': moving(({ position, count, height, page = height }) => movePage(position, 1, count, page)),
  first: moving(({ position, count }) => moveTo(position, 0, count)),
  last: moving(({ position, count }) => moveTo(position, count - 1, count)),
};

function moving(move: (list: ActiveList) => ListPosition): Action {
  return (state) => {
    const list = activeList(state);
    return step(list === null ? state : list.put(move(list)));
  };
}
