/** How long a server may take, in milliseconds. */
export interface Timeouts {
  /** Until the TCP connection is open, all addresses of a name together. */
  readonly connect: number;
  /** Until the TLS handshake is done. */
  readonly handshake: number;
  /** Without a single byte, while it is the server's turn. */
  readonly idle: number;
  /** For a whole answer of one piece: everything but the transfer of an archive. */
  readonly answer: number;
  /** While nothing is asked: long before servers and routers forget a connection, some without a word. */
  readonly keep: number;
}

export const defaultTimeouts: Timeouts = {
  connect: 10_000,
  handshake: 10_000,
  idle: 60_000,
  answer: 120_000,
  keep: 30_000,
};
