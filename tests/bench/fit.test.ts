import { describe, expect, it } from 'vitest';
import { fitLine, growthExponent } from '../../bench/fit.ts';

const sizes = [1, 4, 16];

describe('a fitted line', () => {
  it('has the slope and the fixed cost of points that lie on a line', () => {
    const { slope, intercept, r2 } = fitLine(sizes.map((x) => ({ x, y: 3 * x + 0.5 })));
    expect(slope).toBeCloseTo(3);
    expect(intercept).toBeCloseTo(0.5);
    expect(r2).toBeCloseTo(1);
  });

  it('explains less of points that do not', () => {
    expect(fitLine(sizes.map((x) => ({ x, y: x ** 3 }))).r2).toBeLessThan(0.99);
  });

  it('is flat where nothing grows', () => {
    expect(fitLine(sizes.map((x) => ({ x, y: 2 })))).toEqual({ slope: 0, intercept: 2, r2: 1 });
  });
});

describe('the exponent of growth', () => {
  it.each([
    [1, 'linear'],
    [2, 'quadratic'],
  ])('is %d for %s cost', (power) => {
    expect(growthExponent(sizes.map((x) => ({ x, y: 5 * x ** power })))).toBeCloseTo(power);
  });
});
