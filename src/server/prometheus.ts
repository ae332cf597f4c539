import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ServerMetrics } from './serverMetrics.ts';

/** Numbers that are looked up when somebody asks for them. */
export interface Gauges {
  /** Undefined where nobody counts them. */
  readonly sessions: () => number | undefined;
  readonly connections: () => number;
}

/** The numbers of a server in the text format of Prometheus; the names begin with `secure_client_`. */
export class PrometheusMetrics implements ServerMetrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<'method' | 'route' | 'status'>;
  readonly #seconds: Histogram<'route'>;
  readonly #bytes: Counter<'direction'>;
  readonly #logins: Counter<'outcome'>;
  readonly #storeCalls: Histogram<'call' | 'outcome'>;

  constructor({ sessions, connections }: Gauges) {
    const registers = [this.#registry];
    const name = (what: string): string => `secure_client_${what}`;
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Counter({
      name: name('requests_total'),
      help: 'Requests answered',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: name('request_seconds'),
      help: 'Time from the head of a request to the end of its answer',
      labelNames: ['route'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600, 3600],
      registers,
    });
    this.#bytes = new Counter({
      name: name('archive_bytes_total'),
      help: 'Bytes of archives received (in) and sent (out)',
      labelNames: ['direction'],
      registers,
    });
    this.#logins = new Counter({
      name: name('logins_total'),
      help: 'Logins opened, refused and locked out',
      labelNames: ['outcome'],
      registers,
    });
    this.#storeCalls = new Histogram({
      name: name('store_call_seconds'),
      help: 'Time of calls to the object store, with what was tried again',
      labelNames: ['call', 'outcome'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers,
    });
    gauge(name('sessions'), 'Open sessions', sessions, this.#registry);
    gauge(name('connections'), 'Open connections', connections, this.#registry);
  }

  request({ method, route, status, seconds }: Parameters<ServerMetrics['request']>[0]): void {
    this.#requests.inc({ method, route, status });
    this.#seconds.observe({ route }, seconds);
  }

  transferred(direction: 'in' | 'out', bytes: number): void {
    this.#bytes.inc({ direction }, bytes);
  }

  login(outcome: 'opened' | 'refused' | 'locked'): void {
    this.#logins.inc({ outcome });
  }

  storeCall({ call, outcome, seconds }: Parameters<ServerMetrics['storeCall']>[0]): void {
    this.#storeCalls.observe({ call, outcome }, seconds);
  }

  /** The text that Prometheus collects, and its media type. */
  async text(): Promise<{ readonly type: string; readonly body: string }> {
    return { type: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}

function gauge(name: string, help: string, value: () => number | undefined, registry: Registry): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      const now = value();
      if (now !== undefined) this.set(now);
    },
  });
}
