import { destination, pino, stdTimeFunctions } from 'pino';
import type { ServerLog } from './serverLog.ts';

export const logLevels = ['debug', 'info', 'warning', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * Writes one JSON object a line to standard error, at once, so that nothing is missing after a crash: `time` (RFC
 * 3339), `level`, `event` and the facts.
 */
export function createLog(level: LogLevel): ServerLog {
  const logger = pino(
    {
      level: level === 'warning' ? 'warn' : level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label === 'warn' ? 'warning' : label }) },
    },
    destination({ fd: 2, sync: true }),
  );
  return ({ level: entryLevel, event, facts }) => {
    logger[entryLevel === 'warning' ? 'warn' : entryLevel]({ event, ...facts });
  };
}
