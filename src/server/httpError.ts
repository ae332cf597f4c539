/** A request that is answered with this status and message; whoever throws it has nothing more to say. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.status = status;
    this.headers = headers;
  }

  /** An upload that is to take the place of nothing has a name that is taken: 412 (RFC 9110, section 13.1.2). */
  static nameTaken(): HttpError {
    return new HttpError(412, 'An archive, or an unfinished upload, has that name already');
  }

  /** Something that the server needs does not answer just now: 503, and when to try again. */
  static away(message: string, cause: unknown): HttpError {
    return new HttpError(503, `${message}, try again shortly`, { 'Retry-After': '5' }, { cause });
  }
}

/** The client closed the connection in the middle: there is nobody left to answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}
