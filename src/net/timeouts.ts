/** How long a server may take, in milliseconds. */
export interface Timeouts {
  /** Until the TCP connection is open, all addresses of a name together. */
  readonly connect: number;
  /** Until the TLS handshake is done. */
  readonly handshake: number;
  /** Without a single byte, while it is the server's turn. */
  readonly idle: number;
  /** For a whole answer once the request has left, however busy the server is; of an archive only for the head. */
  readonly answer: number;
  /** For what is work: to take a chunk of an upload; to store one that has left, silently even; to give a whole list. */
  readonly work: number;
  /** In which an archive has to bring `slowestBytes` at least, while it is the server's turn. */
  readonly pace: number;
  /** While nothing is asked: long before servers and routers forget a connection, some without a word. */
  readonly keep: number;
  /** So long after an answer no server has closed the connection for want of a request. */
  readonly fresh: number;
}

/** Fewer bytes than these in the time of `pace` are no transfer. */
export const slowestBytes = 6000;

export const defaultTimeouts: Timeouts = {
  connect: 10_000,
  handshake: 10_000,
  idle: 60_000,
  answer: 120_000,
  work: 600_000,
  pace: 60_000,
  keep: 30_000,
  fresh: 1000,
};
