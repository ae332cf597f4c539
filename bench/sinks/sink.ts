import { fileURLToPath } from 'node:url';
import { freePort } from '../../scripts/freePort.ts';
import type { Certificates } from '../certificates.ts';
import { type Command, type Server, startServer } from '../processes.ts';
import type { Stage } from '../stage.ts';

const sinkPath = fileURLToPath(new URL('bareSink.ts', import.meta.url));
const writerPath = fileURLToPath(new URL('plainWriter.ts', import.meta.url));

/** Starts the bare sink, which sends the files of a folder and keeps nothing. */
export async function startSink(
  { place, certificates }: Stage,
  folder: string = place.folder,
): Promise<Server> {
  const port = await freePort();
  const { authority, server } = certificates;
  const args = [sinkPath, String(port), server.certificate, server.key, authority, folder];
  return startServer(place, `sink-${port}`, { words: [process.execPath, ...args] }, port);
}

/** Node's own TLS and nothing else. */
export function plainWriter({ authority, client }: Certificates, { port }: Server, bytes: number): Command {
  const args = [writerPath, String(port), client.certificate, client.key, authority, String(bytes)];
  return { words: [process.execPath, ...args] };
}
