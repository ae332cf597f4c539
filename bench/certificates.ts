import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthority } from '../src/pki/authority.ts';
import { issueCertificate } from '../src/pki/issue.ts';
import type { Workplace } from './workplace.ts';

/** Files that both ends of every connection here prove themselves with. */
export interface Certificates {
  readonly authority: string;
  readonly server: { readonly certificate: string; readonly key: string };
  readonly client: {
    readonly certificate: string;
    readonly key: string;
    /** Certificate and key in one file, as restic wants them. */
    readonly both: string;
  };
}

/** Makes an authority, a server for the loopback address, and a client. */
export async function makeCertificates(place: Workplace): Promise<Certificates> {
  const folder = await place.makeFolder('certificates');
  const authority = await createAuthority({ commonName: 'Benchmark' });
  const server = await issueCertificate(authority, {
    kind: 'server',
    commonName: 'bench',
    ipAddresses: ['127.0.0.1'],
    dnsNames: ['localhost'],
  });
  const client = await issueCertificate(authority, { kind: 'client', commonName: 'ada' });
  const file = async (name: string, content: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  };
  return {
    authority: await file('ca.crt', authority.certificatePem),
    server: {
      certificate: await file('server.crt', server.certificatePem),
      key: await file('server.key', server.privateKeyPem),
    },
    client: {
      certificate: await file('client.crt', client.certificatePem),
      key: await file('client.key', client.privateKeyPem),
      both: await file('client.pem', client.certificatePem + client.privateKeyPem),
    },
  };
}
