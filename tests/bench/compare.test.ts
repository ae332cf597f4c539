import { describe, expect, it } from 'vitest';
import { judge, median, medianOf, pairwiseRatios, type Runs, timesAsFast } from '../../bench/compare.ts';

function runsOf(name: string, wallSeconds: readonly number[], peakMiB = 100): Runs {
  const rest = { cpuSeconds: 1, serverCpuSeconds: null, serverPeakMiB: null };
  return { name, samples: wallSeconds.map((wall) => ({ wallSeconds: wall, peakMiB, ...rest })) };
}

describe('the median', () => {
  it('is the middle one, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('is the mean of the two in the middle of an even number', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('is there for one alone, and not for none', () => {
    expect(median([7])).toBe(7);
    expect(median([])).toBeNaN();
  });

  it('is not there for a cost that was not measured', () => {
    expect(medianOf(runsOf('ours', [1, 2]), 'serverPeakMiB')).toBeNull();
  });
});

describe('ratios', () => {
  it('are taken round by round', () => {
    expect(pairwiseRatios([2, 9], [1, 3])).toEqual([2, 3]);
  });

  it('end with whoever ran less often', () => {
    expect(pairwiseRatios([2], [1, 3, 5])).toEqual([2]);
  });

  it('do not suffer from a round that was slow for both', () => {
    expect(timesAsFast(runsOf('ours', [1, 100, 1]), runsOf('theirs', [2, 200, 2]))).toBe(2);
  });
});

describe('an aim', () => {
  const ours = runsOf('ours', [1, 1, 1], 120);
  const theirs = runsOf('theirs', [3, 2, 4]);

  it('is met by being so many times as fast', () => {
    const [verdict] = judge(ours, [theirs], [{ kind: 'speed', than: 'theirs', times: 3 }]);
    expect(verdict).toMatchObject({ value: 3, met: true });
  });

  it('is missed by being less fast', () => {
    const [verdict] = judge(ours, [theirs], [{ kind: 'speed', than: 'theirs', times: 3.1 }]);
    expect(verdict).toMatchObject({ value: 3, met: false });
  });

  it('is left open against somebody who did not take part', () => {
    expect(judge(ours, [], [{ kind: 'speed', than: 'theirs', times: 3 }])).toEqual([]);
  });

  it('for memory counts the largest peak', () => {
    const [first] = runsOf('ours', [1], 170).samples;
    const runs = { name: 'ours', samples: first ? [...ours.samples, first] : [] };
    const [verdict] = judge(runs, [], [{ kind: 'limit', metric: 'peakMiB', most: 160 }]);
    expect(verdict).toMatchObject({ value: 170, met: false });
  });
});
