/**
 * Shifts the clock of a process that is started with it; what a process that runs sees is not changed.
 *
 * @param stoppedAt milliseconds since 1970 at which it stands still; it goes without
 */
export function clockEnvironment(
  aheadMilliseconds: number,
  stoppedAt?: number,
): Readonly<Record<string, string>> {
  if (aheadMilliseconds === 0 && stoppedAt === undefined) return {};
  return {
    NODE_OPTIONS: `--import=${new URL('shiftClock.mjs', import.meta.url).href}`,
    CLOCK_AHEAD: String(aheadMilliseconds),
    ...(stoppedAt !== undefined && { CLOCK_STOPPED_AT: String(stoppedAt) }),
  };
}
