/** What the server counts; somebody else decides whether anybody reads it. */
export interface ServerMetrics {
  /** @param route the path as the protocol names it, never what a client has made up */
  request(facts: { method: string; route: string; status: number; seconds: number }): void;
  /** Bytes of archives, as stored. */
  transferred(direction: 'in' | 'out', bytes: number): void;
  login(outcome: 'opened' | 'refused' | 'locked'): void;
  /** A call to the object store, by the name that its makers give it. */
  storeCall(facts: { call: string; outcome: 'done' | 'failed'; seconds: number }): void;
}

/** For servers whose numbers nobody asked for. */
export const noMetrics: ServerMetrics = { request() {}, transferred() {}, login() {}, storeCall() {} };
