import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOrder, newestFirst, type Sort } from '../../src/components/state/archiveOrder.ts';
import { noArchives } from '../../src/components/state/initialState.ts';
import { textField } from '../../src/components/state/textField.ts';
import { visibleArchives } from '../../src/components/state/visibleArchives.ts';
import { makeArchives, openArchives } from '../support/openTerminal.ts';
import { keys } from '../support/terminal.ts';

const archive = fc.record({
  name: fc.string({ maxLength: 5 }),
  size: fc.option(fc.nat(5)),
  uploadedAt: fc.option(fc.nat(5).map((day) => new Date(2026, 0, day + 1))),
});
const sort = fc.record({ column: fc.constantFrom('age', 'name', 'size'), isDescending: fc.boolean() });

test('an order loses nothing, and puts what is unknown last either way', () => {
  fc.assert(
    fc.property(fc.array(archive), sort, (all, wanted) => {
      const { archives, lowerNames } = inOrder(all, wanted as Sort);
      expect(new Set(archives)).toEqual(new Set(all));
      expect(lowerNames).toEqual(archives.map(({ name }) => name.toLowerCase()));
      const key = wanted.column === 'age' ? 'uploadedAt' : wanted.column === 'size' ? 'size' : 'name';
      const isKnown = archives.map((each) => each[key] !== null);
      expect(isKnown).toEqual([...isKnown].sort((one, other) => Number(other) - Number(one)));
    }),
  );
});

test('what is narrowed letter by letter is what is found at once', () => {
  fc.assert(
    fc.property(fc.array(archive), fc.string({ minLength: 1, maxLength: 3 }), (all, typed) => {
      const shown = (value: string) =>
        visibleArchives({ ...noArchives, all, filter: { field: textField(value), isEditing: true } });
      for (let end = 1; end < typed.length; end += 1) shown(typed.slice(0, end));
      const wanted = typed.toLowerCase();
      const expected = inOrder(all, newestFirst).archives.filter(({ name }) =>
        name.toLowerCase().includes(wanted),
      );
      expect(shown(typed)).toEqual(expected);
    }),
  );
});

test('a list is sorted and filtered once, not on each key', () => {
  const archives = { ...noArchives, all: makeArchives(100) };
  const filter = { field: textField('0001'), isEditing: true };
  expect(visibleArchives(archives)).toBe(visibleArchives({ ...archives, list: { cursor: 3, top: 0 } }));
  expect(visibleArchives({ ...archives, filter })).toBe(
    visibleArchives({ ...archives, filter: { ...filter, isEditing: false } }),
  );
});

test('o sorts by the next column and O turns the order round; the heading says so', async () => {
  const terminal = await openArchives({ archives: makeArchives(30) });
  await terminal.see('Age ▲');
  await terminal.type('O');
  await terminal.see('Age ▼');
  await terminal.type('g');
  await terminal.see('► ! archive-00030.enc');
  await terminal.type('o');
  await terminal.see('Name ▲');
  await terminal.type('o');
  await terminal.see('Size ▼');
  await terminal.see('45.0 kB');
});

test('the highlight stays on its archive when the order or the filter changes', async () => {
  const terminal = await openArchives({ archives: makeArchives(30) });
  await terminal.type('jjj');
  await terminal.see('►   archive-00004.enc');
  await terminal.type('O');
  await terminal.see('►   archive-00004.enc');
  await terminal.type('/0004');
  await terminal.see('1 of 30');
  await terminal.type(keys.escape);
  await terminal.see('30 of 30', false);
  await terminal.see('►   archive-00004.enc');
});

test('the highlight stays where it was when its archive is gone', async () => {
  const terminal = await openArchives({ archives: makeArchives(10) });
  await terminal.type('jjj');
  terminal.client.archives = terminal.client.archives.filter(({ name }) => name !== 'archive-00004.enc');
  await terminal.type('r');
  await terminal.see('9 archives');
  await terminal.see('►   archive-00005.enc');
});
