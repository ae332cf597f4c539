import { AsyncLocalStorage } from 'node:async_hooks';
import { type FileCall, watchFileCalls } from '../support/fileCalls.ts';
import { errorOf, type FaultKind, shortened, suffers } from './faultKinds.ts';

/** A fault at one call. */
export interface Fault {
  readonly kind: FaultKind;
  /** Of the calls that can suffer so, counted from 1. */
  readonly at: number;
  /** Only calls of that name count. */
  readonly call?: string;
}

/** What runs under watch: its calls are counted, one of them fails, and what it opens has to be closed. */
export class Watched {
  readonly #open = new Map<unknown, Error>();
  #fault: Fault | undefined;
  #count = 0;
  #hit: { readonly call: string; readonly site: string } | undefined;

  /** From here on calls are counted again. */
  arm(fault: Fault | undefined): void {
    this.#fault = fault;
    this.#count = 0;
    this.#hit = undefined;
  }

  /** The call that failed; undefined where there were not so many. */
  get hit(): { readonly call: string; readonly site: string } | undefined {
    return this.#hit;
  }

  /** Where the files were opened that are still open. */
  openFiles(): string[] {
    return [...this.#open.values()].map(siteOf);
  }

  /** Whatever happens in `work`, and comes of it, is watched. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    return running.run(this, work);
  }

  before(call: FileCall): readonly unknown[] {
    const fault = this.#fault;
    if (call.name === 'handle.close') this.#open.delete(call.target);
    if (call.name === 'closeSync' || call.name === 'close') this.#open.delete(call.args[0]);
    if (fault === undefined || !suffers(call, fault.kind)) return call.args;
    if (fault.call !== undefined && fault.call !== call.name) return call.args;
    this.#count += 1;
    if (this.#count !== fault.at) return call.args;
    this.#hit = { call: call.name, site: siteOf(new Error('here')) };
    if (fault.kind === 'short') return shortened(call);
    throw errorOf(call, fault.kind);
  }

  after(call: FileCall, result: unknown): void {
    if (call.name === 'open' || call.name === 'openSync') this.#open.set(result, new Error('opened here'));
  }
}

/** Does some work in which one call fails. */
export async function withFault<Result>(fault: Fault, work: () => Promise<Result>): Promise<Result> {
  const watched = new Watched();
  watched.arm(fault);
  return watched.run(work);
}

const running = new AsyncLocalStorage<Watched>();
await watchFileCalls({
  before: (call) => running.getStore()?.before(call) ?? call.args,
  after: (call, result) => running.getStore()?.after(call, result),
});

/** The line of the program that a stack leads to. */
function siteOf({ stack = '' }: Error): string {
  const lines = stack.split('\n').filter((line) => line.includes('/src/'));
  const [, site = 'outside the program'] = /\/(src\/[^):]+:\d+)/.exec(lines[0] ?? '') ?? [];
  return site;
}
