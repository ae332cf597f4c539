/** 24 hours; archives that are older are stale. */
export const dayMilliseconds = 24 * 60 * 60 * 1000;

/** True when the moment lies 24 hours or more before `now`; an unknown moment is never stale. */
export function isStale(moment: Date | null, now: Date): boolean {
  return moment !== null && now.getTime() - moment.getTime() >= dayMilliseconds;
}

/** Whole days from now until then, rounded down: 0 on the last one. */
export function daysUntil(then: Date, now: Date): number {
  return Math.floor((then.getTime() - now.getTime()) / dayMilliseconds);
}
