/** An interval in its largest whole unit. */
export interface Interval {
  readonly count: number;
  readonly unit: 'second' | 'minute' | 'hour' | 'day' | 'week';
}

const units = [
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Parts an interval of seconds. One day is said as 24 hours, because it does not follow the clocks. */
export function wholeInterval(seconds: number): Interval {
  const [unit, length] =
    units.find(([name, each]) => seconds % each === 0 && !(name === 'day' && seconds === each)) ?? units[4];
  return { count: seconds / length, unit };
}
