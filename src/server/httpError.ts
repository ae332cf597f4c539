/** A request that is answered with this status and message; whoever throws it has nothing more to say. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** The client closed the connection in the middle: there is nobody left to answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}
