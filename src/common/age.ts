/** Archives and schedule entries older than this are stale or due: 24 hours, in milliseconds. */
export const dayMilliseconds = 24 * 60 * 60 * 1000;

/** True when the moment lies 24 hours or more before `now`; an unknown moment is never stale. */
export function isStale(moment: Date | null, now: Date): boolean {
  return moment !== null && now.getTime() - moment.getTime() >= dayMilliseconds;
}
