/** Shifts the clock of a process that is started with it; what a process that runs sees is not changed. */
export function clockEnvironment(aheadMilliseconds: number): Readonly<Record<string, string>> {
  if (aheadMilliseconds === 0) return {};
  return {
    NODE_OPTIONS: `--import=${new URL('shiftClock.mjs', import.meta.url).href}`,
    CLOCK_AHEAD: String(aheadMilliseconds),
  };
}
