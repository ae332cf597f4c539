/** Whom we talk to, as the user typed it. */
export interface Peer {
  readonly host: string;
  readonly port: number;
}
