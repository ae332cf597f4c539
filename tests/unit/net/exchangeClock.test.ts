import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Awaited, ExchangeClock, type Slowness } from '../../../src/net/http/exchangeClock.ts';
import { defaultTimeouts, slowestBytes } from '../../../src/net/timeouts.ts';

const timeouts = { ...defaultTimeouts, answer: 1000, pace: 2000, work: 5000 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const pass = (milliseconds: number) => void vi.advanceTimersByTime(milliseconds);

/** A clock that has begun to run, and what it found too slow. */
function startClock(awaited: Awaited) {
  const found: [what: Slowness, milliseconds: number][] = [];
  const turn = { isOurs: false };
  const clock = new ExchangeClock(
    timeouts,
    awaited,
    () => turn.isOurs,
    (what, milliseconds) => {
      found.push([what, milliseconds]);
      clock.stop();
    },
  );
  clock.start();
  return { clock, found, turn };
}

describe('a request that leaves', () => {
  it('is given up when hardly anything of it moves', () => {
    const { clock, found } = startClock('confirmation');
    clock.moved(slowestBytes - 1);
    pass(4999);
    expect(found).toEqual([]);
    pass(1);
    expect(found).toEqual([['transfer', 5000]]);
  });

  it('takes as long as it moves', () => {
    const { clock, found } = startClock('confirmation');
    for (let round = 0; round < 3; round += 1) {
      clock.moved(slowestBytes - 1);
      clock.moved(1);
      pass(5000);
    }
    expect(found).toEqual([]);
    pass(5000);
    expect(found).toEqual([['transfer', 5000]]);
  });

  it('is not given up while it waits for us, after which its time begins anew', () => {
    const { clock, found, turn } = startClock('confirmation');
    turn.isOurs = true;
    pass(50_000);
    turn.isOurs = false;
    clock.excuse();
    pass(5000);
    expect(found).toEqual([]);
    pass(5000);
    expect(found).toEqual([['transfer', 5000]]);
  });
});

describe('what is awaited', () => {
  it.each([
    ['answer', 1000],
    ['archive', 1000],
    ['confirmation', 5000],
  ] as const)('an %s has its own time from when the request has left', (awaited, milliseconds) => {
    const { clock, found } = startClock(awaited);
    pass(4000);
    clock.left();
    pass(milliseconds - 1);
    expect(found).toEqual([]);
    pass(1);
    expect(found).toEqual([['answer', milliseconds]]);
  });

  it.each([
    ['an answer', 'answer', 200],
    ['a refusal in place of an archive', 'archive', 404],
    ['a redirection in place of an archive', 'archive', 300],
  ] as const)('%s that has begun gets no more time', (_what, awaited, status) => {
    const { clock, found } = startClock(awaited);
    clock.left();
    pass(600);
    clock.answered(status);
    clock.moved(slowestBytes);
    pass(400);
    expect(found).toEqual([['answer', 1000]]);
  });

  it('has its time from when it begins, where that is before the request has left', () => {
    const { clock, found } = startClock('answer');
    pass(4500);
    clock.answered(413);
    pass(999);
    expect(found).toEqual([]);
    pass(1);
    expect(found).toEqual([['answer', 1000]]);
  });
});

describe('an archive that has begun', () => {
  function startArchive() {
    const started = startClock('archive');
    started.clock.left();
    pass(600);
    started.clock.answered(200);
    return started;
  }

  it('takes as long as it moves', () => {
    const { clock, found } = startArchive();
    for (let round = 0; round < 3; round += 1) {
      clock.moved(slowestBytes);
      pass(2000);
    }
    expect(found).toEqual([]);
    clock.moved(slowestBytes - 1);
    pass(2000);
    expect(found).toEqual([['transfer', 2000]]);
  });

  it('waits for its reader', () => {
    const { found, turn } = startArchive();
    turn.isOurs = true;
    pass(20_000);
    expect(found).toEqual([]);
  });

  it('goes on when the request leaves after its beginning', () => {
    const { clock, found } = startClock('archive');
    clock.answered(200);
    clock.left();
    clock.moved(slowestBytes);
    pass(2000);
    expect(found).toEqual([]);
    pass(2000);
    expect(found).toEqual([['transfer', 2000]]);
  });
});

describe('a clock that is stopped', () => {
  it.each([
    ['while the request leaves', () => {}],
    ['while the answer is awaited', (clock: ExchangeClock) => clock.left()],
    ['while an archive comes', (clock: ExchangeClock) => clock.answered(200)],
  ])('%s runs no more', (_when, before) => {
    const { clock } = startClock('archive');
    before(clock);
    clock.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes no notice of what leaves late', () => {
    const { clock } = startClock('answer');
    clock.stop();
    clock.left();
    expect(vi.getTimerCount()).toBe(0);
  });
});
