/** A line through points, and how much of their variation it explains. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Coefficient of determination: 1 is a perfect line. */
  readonly r2: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Ordinary least squares. */
export function fitLine(points: readonly Point[]): Line {
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const sum = (term: (point: Point) => number) => points.reduce((total, point) => total + term(point), 0);
  const spreadX = sum(({ x }) => (x - meanX) ** 2);
  const spreadY = sum(({ y }) => (y - meanY) ** 2);
  const slope = sum(({ x, y }) => (x - meanX) * (y - meanY)) / spreadX;
  const intercept = meanY - slope * meanX;
  const unexplained = sum(({ x, y }) => (y - intercept - slope * x) ** 2);
  return { slope, intercept, r2: spreadY === 0 ? 1 : 1 - unexplained / spreadY };
}

/** The power with which `y` grows: 1 is linear, 2 quadratic (a line through the logarithms). */
export function growthExponent(points: readonly Point[]): number {
  return fitLine(points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }))).slope;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
