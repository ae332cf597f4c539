import { Gauge, Registry } from 'prom-client';
import type { EntryStatus } from './entryStatus.ts';

const seconds = (moment: Date): number => moment.getTime() / 1000;

/** What is told of each path; what is not known of one has no sample. */
const gauges: readonly {
  readonly name: string;
  readonly help: string;
  readonly value: (status: EntryStatus) => number | null;
}[] = [
  {
    name: 'last_success_timestamp_seconds',
    help: 'Start of the last success; 0 for never',
    value: ({ entry }) => (entry.lastSuccess === null ? 0 : seconds(entry.lastSuccess)),
  },
  {
    name: 'due_timestamp_seconds',
    help: 'When the next upload is, or was, due; none while paused',
    value: ({ due }) => (due === null ? null : seconds(due)),
  },
  {
    name: 'failures',
    help: 'Failures in a row since the last success',
    value: ({ entry }) => entry.failures,
  },
  {
    name: 'last_duration_seconds',
    help: 'Duration of the last upload',
    value: ({ lastUpload }) => lastUpload?.seconds ?? null,
  },
  {
    name: 'last_bytes',
    help: 'Bytes of the files of the last upload',
    value: ({ lastUpload }) => lastUpload?.bytes ?? null,
  },
  { name: 'paused', help: '1 while nothing is uploaded', value: ({ entry }) => Number(entry.paused) },
];

/** The state in the text format of Prometheus; the names begin with `secure_client_schedule_`. */
export function metricsText(statuses: readonly EntryStatus[]): Promise<string> {
  const registry = new Registry();
  for (const { name, help, value } of gauges) {
    const gauge = new Gauge({
      name: `secure_client_schedule_${name}`,
      help,
      labelNames: ['path'],
      registers: [registry],
    });
    for (const status of statuses) {
      const sample = value(status);
      if (sample !== null) gauge.set({ path: status.entry.path }, sample);
    }
  }
  return registry.metrics();
}
