/**
 * One thing that happened, as facts. Passwords and session ids are never among them.
 */
export interface ServerLogEntry {
  readonly level: 'debug' | 'info' | 'warning' | 'error';
  readonly event: string;
  readonly facts: Readonly<Record<string, string | number | undefined>>;
}

export type ServerLog = (entry: ServerLogEntry) => void;
