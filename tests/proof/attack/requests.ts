/** What a request is about. */
export interface About {
  /** An archive of that name. */
  readonly archive: string;
  /** Paths of two resumable uploads, of ten bytes. */
  readonly upload: string;
  readonly spare: string;
  /** A place in a list of archives. */
  readonly cursor: string;
}

export interface ProtocolRequest {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The status that the owner of all this gets. */
  readonly status: number;
}

const tus = { 'Tus-Resumable': '1.0.0' };
const piece = { ...tus, 'Content-Type': 'application/offset+octet-stream' };
const asBytes = { Accept: 'application/octet-stream' };

/**
 * Every request of docs/protocol.md that needs a session, in an order in which all of them succeed one after the other for
 * whoever owns what they are about.
 */
export function protocolRequests({ archive, upload, spare, cursor }: About): ProtocolRequest[] {
  const named = { 'File-Name': archive };
  const filename = `filename ${Buffer.from(archive).toString('base64')}`;
  const creation = { ...tus, 'Upload-Length': '10', 'Upload-Metadata': filename };
  const download = { method: 'GET', path: '/download-file' };
  const overriding = (method: string) => ({ 'X-HTTP-Method-Override': method });
  return [
    {
      what: 'upload in base64',
      method: 'POST',
      path: '/upload-file',
      headers: { ...named, 'Content-Transfer-Encoding': 'base64' },
      body: Buffer.from('in base64').toString('base64'),
      status: 200,
    },
    {
      what: 'upload',
      method: 'POST',
      path: '/upload-file',
      headers: { ...named, 'Content-Type': 'application/octet-stream' },
      body: 'as bytes',
      status: 200,
    },
    { what: 'list', method: 'GET', path: '/get-files', headers: {}, status: 200 },
    { what: 'page of the list', method: 'GET', path: '/get-files?limit=1', headers: {}, status: 200 },
    { what: 'next page', method: 'GET', path: `/get-files?cursor=${cursor}`, headers: {}, status: 200 },
    { what: 'download in base64', ...download, headers: named, status: 200 },
    { what: 'download', ...download, headers: { ...named, ...asBytes }, status: 200 },
    { what: 'part', ...download, headers: { ...named, ...asBytes, Range: 'bytes=1-2' }, status: 206 },
    {
      what: 'download of what has changed',
      ...download,
      headers: { ...named, ...asBytes, 'If-None-Match': '*' },
      status: 304,
    },
    {
      what: 'new envelope',
      method: 'POST',
      path: '/rewrap-file',
      headers: { ...named, 'If-Match': '*' },
      body: 'no envelope',
      // What was uploaded has none: the request has got as far as that.
      status: 409,
    },
    { what: 'tus: what is there', method: 'OPTIONS', path: '/files/', headers: {}, status: 204 },
    { what: 'tus: creation', method: 'POST', path: '/files/', headers: creation, status: 201 },
    {
      what: 'tus: creation with a piece',
      method: 'POST',
      path: '/files/',
      headers: { ...piece, ...creation },
      body: 'some',
      status: 201,
    },
    { what: 'tus: what is there of one', method: 'OPTIONS', path: upload, headers: {}, status: 204 },
    { what: 'tus: offset', method: 'HEAD', path: upload, headers: tus, status: 200 },
    {
      what: 'tus: piece',
      method: 'PATCH',
      path: upload,
      headers: { ...piece, 'Upload-Offset': '0' },
      body: 'a',
      status: 204,
    },
    {
      what: 'tus: offset by POST',
      method: 'POST',
      path: upload,
      headers: { ...tus, ...overriding('HEAD') },
      status: 200,
    },
    {
      what: 'tus: piece by POST',
      method: 'POST',
      path: upload,
      headers: { ...piece, 'Upload-Offset': '1', ...overriding('PATCH') },
      body: 'b',
      status: 204,
    },
    { what: 'tus: end', method: 'DELETE', path: upload, headers: tus, status: 204 },
    {
      what: 'tus: end by POST',
      method: 'POST',
      path: spare,
      headers: { ...tus, ...overriding('DELETE') },
      status: 204,
    },
    { what: 'delete', method: 'POST', path: '/delete-file', headers: named, status: 200 },
    { what: 'logout', method: 'POST', path: '/logout', headers: {}, status: 200 },
  ];
}

/** Any method for any path of the protocol, the ones of the table and those that it does not know. */
export function everyMethod(about: About): ProtocolRequest[] {
  const paths = [...new Set(['/login', '/', ...protocolRequests(about).map(({ path }) => path)])];
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
  return paths.flatMap((path) =>
    methods.map((method) => ({
      what: `${method} ${path}`,
      method,
      path,
      headers: { ...tus, 'File-Name': about.archive },
      status: 0,
    })),
  );
}
