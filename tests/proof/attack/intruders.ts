import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthority } from '../../../src/pki/authority.ts';
import { revoke } from '../../../src/pki/revoke.ts';
import { changePassword, removeAccount } from '../../../src/server/accounts.ts';
import { authority, newIdentity, password, type Serving, serverIdentity } from '../serving.ts';
import { type Answer, Caller } from './caller.ts';
import { expiredIdentity } from './expiredIdentity.ts';
import { type About, everyMethod, type ProtocolRequest, protocolRequests } from './requests.ts';

export const intrudedAccounts = ['owner', 'other', 'changed', 'removed'] as const;

/** Longer than a session lives without a request. */
const twoHours = 2 * 60 * 60 * 1000;

export interface Intrusion {
  readonly tried: number;
  /** Answered with anything but a refusal, or told something apart that should be the same. */
  readonly failures: readonly string[];
}

interface Intruder {
  readonly who: string;
  readonly caller: Caller;
  readonly session?: string;
}

/**
 * Every request of the protocol by whoever may not make it, about what is there and what is not, against a server with
 * `intrudedAccounts`. Afterwards all that was there has to be as it was, and its owner does all of it.
 */
export async function intrude(serving: Serving, scratch: string): Promise<Intrusion> {
  const { port, dataFolder } = serving;
  const machine = await newIdentity();
  const owner = new Caller(port, machine);
  const others = new Caller(port, await newIdentity());
  const session = await owner.sessionOf('owner');
  const abouts = await fill(owner, session);
  const before = await stateOf(owner, session);
  const failures: string[] = [];
  let tried = 0;

  const [about] = abouts as [About];

  const attempt = async (
    { who, caller, session: given }: Intruder,
    requests = protocolRequests(about),
  ): Promise<void> => {
    for (const request of requests) {
      const answer = await caller.ask({ ...request, session: given });
      tried += 1;
      if (!isRefusal(who, answer))
        failures.push(`${who}: ${request.what} was answered with ${answer.status}`);
    }
  };
  const withSessions: Intruder[] = [
    { who: 'without a session', caller: owner },
    { who: 'with an empty session', caller: owner, session: '' },
    { who: 'with a made-up session', caller: owner, session: 'x'.repeat(43) },
    { who: 'with half a session', caller: owner, session: session.slice(0, 40) },
    { who: 'with a session as a scheme', caller: owner, session: `Bearer ${session}` },
    { who: 'with two sessions', caller: owner, session: `${session}, ${session}` },
    { who: 'with an ended session', caller: owner, session: await endedSession(owner) },
    {
      who: 'with a session of before the password changed',
      caller: others,
      session: await others.sessionOf('changed'),
    },
    {
      who: 'with a session of a removed account',
      caller: others,
      session: await others.sessionOf('removed'),
    },
    { who: 'with a session over the certificate of another', caller: others, session },
  ];
  await changePassword(dataFolder, 'changed', `${password}!`);
  await removeAccount(dataFolder, 'removed', { deleteArchives: true });
  for (const intruder of withSessions) await attempt(intruder);
  await attempt({ who: 'without a session', caller: owner }, everyMethod(about));

  const stolen = await newIdentity();
  const withCertificates: Intruder[] = [
    { who: 'without a certificate', caller: new Caller(port, null), session },
    {
      who: 'with a certificate of another authority',
      caller: new Caller(port, await newIdentity(await createAuthority({ commonName: 'Proof' }))),
      session,
    },
    { who: 'with an expired certificate', caller: new Caller(port, await expiredIdentity()), session },
    { who: 'with the certificate of a server', caller: new Caller(port, serverIdentity), session },
    await withRevoked(new Caller(port, stolen), () => revokeFor(dataFolder, scratch, stolen.cert)),
  ];
  for (const intruder of withCertificates) await attempt(intruder);

  const told = await compareForOthers(others, abouts);
  tried += told.tried;
  failures.push(...told.failures);

  if ((await stateOf(owner, session)) !== before) failures.push('What the owner had has changed');
  for (const request of protocolRequests(about)) {
    const { status } = await owner.ask({ ...request, session });
    if (status !== request.status)
      failures.push(`The owner got ${status} for ${request.what}, not ${request.status}`);
  }

  for (const { caller } of [...withSessions, ...withCertificates]) caller.close();
  return { tried, failures };
}

/** As `intrude`, with a session that has expired. Moves the clock, and so ends the sessions of everybody. */
export async function intrudeLate(serving: Serving): Promise<Intrusion> {
  const caller = new Caller(serving.port, await newIdentity());
  const session = await caller.sessionOf('owner');
  await serving.advance(twoHours);
  const failures: string[] = [];
  const requests = protocolRequests({
    archive: 'canary.enc',
    upload: '/files/x',
    spare: '/files/x',
    cursor: '',
  });
  for (const request of requests) {
    const { status } = await caller.ask({ ...request, session });
    if (status !== 403) failures.push(`With an expired session: ${request.what} was answered with ${status}`);
  }
  caller.close();
  return { tried: requests.length, failures };
}

/** Without a session: 403, or what does not depend on one. Without a certificate: nothing at all. */
function isRefusal(who: string, { status, body }: Answer): boolean {
  if (who.includes('certificate') && !who.includes('over')) return status === 0;
  // HEAD has no body; 400 and 411 are of the login, which is for everybody.
  return [400, 403, 404, 405, 411].includes(status) && body.length < 100;
}

/** An archive and two uploads for every request, so that none depends on another. */
async function fill(owner: Caller, session: string): Promise<About[]> {
  const count = protocolRequests({ archive: '', upload: '', spare: '', cursor: '' }).length;
  const abouts: About[] = [];
  const canary = { 'File-Name': 'canary.enc' };
  await owner.ask({ method: 'POST', path: '/upload-file', headers: canary, body: 'secret', session });
  for (let index = 0; index < count; index += 1) {
    const archive = `private-${index}.enc`;
    const headers = { 'File-Name': archive };
    await owner.ask({ method: 'POST', path: '/upload-file', headers, body: `secret ${index}`, session });
    const [upload, spare] = [
      await beginUpload(owner, session, archive),
      await beginUpload(owner, session, archive),
    ];
    abouts.push({ archive, upload, spare, cursor: '' });
  }
  const { body } = await owner.ask({ path: '/get-files?limit=1', session });
  const cursor = (JSON.parse(body.toString()) as { next: string }).next;
  return abouts.map((about) => ({ ...about, cursor }));
}

async function beginUpload(caller: Caller, session: string, name: string): Promise<string> {
  const headers = {
    'Tus-Resumable': '1.0.0',
    'Upload-Length': '10',
    'Upload-Metadata': `filename ${Buffer.from(name).toString('base64')}`,
  };
  const answer = await caller.ask({ method: 'POST', path: '/files/', headers, session });
  return String(answer.headers.location);
}

async function endedSession(caller: Caller): Promise<string> {
  const session = await caller.sessionOf('owner');
  await caller.ask({ method: 'POST', path: '/logout', session });
  return session;
}

/** A session of the owner, on a machine whose certificate is revoked afterwards. */
async function withRevoked(caller: Caller, revokeIt: () => Promise<void>): Promise<Intruder> {
  const session = await caller.sessionOf('owner');
  await revokeIt();
  return { who: 'with a revoked certificate', caller, session };
}

async function revokeFor(dataFolder: string, scratch: string, certificatePem: string): Promise<void> {
  await writeFile(join(scratch, 'authority.crt'), authority.certificatePem);
  await writeFile(join(scratch, 'authority.key'), authority.privateKeyPem);
  const path = join(scratch, 'stolen.crt');
  await writeFile(path, certificatePem);
  await revoke(scratch, path, [join(dataFolder, 'certs', 'ca.crl')]);
  await rm(join(scratch, 'authority.key'));
}

/** Another account asks for what the owner has, and for what nobody has: it must not be able to tell them apart. */
async function compareForOthers(other: Caller, abouts: readonly About[]): Promise<Intrusion> {
  const failures: string[] = [];
  let tried = 0;
  let session = '';
  for (const [index, about] of abouts.entries()) {
    const ofNobody: About = {
      archive: `nothing-${index}.enc`,
      upload: `/files/${'e'.repeat(32)}`,
      spare: `/files/${'f'.repeat(32)}`,
      cursor: about.cursor,
    };
    const [real, unreal] = [protocolRequests(about)[index], protocolRequests(ofNobody)[index]];
    const answers: string[] = [];
    for (const request of [real, unreal] as ProtocolRequest[]) {
      if (session === '' || request.path === '/logout') session = await other.sessionOf('other');
      const answer = await other.ask({ ...request, session });
      tried += 1;
      if (/secret|canary/.test(answer.body.toString()))
        failures.push(`Another account got something of the owner by ${request.what}`);
      answers.push(comparable(answer));
    }
    if (answers[0] !== answers[1])
      failures.push(`Another account can tell what is there by ${real?.what}: ${answers.join(' / ')}`);
  }
  return { tried, failures };
}

/** An answer without what differs every time. */
function comparable({ status, headers, body }: Answer): string {
  const { date: _, etag: __, location: ___, 'last-modified': ____, ...others } = headers;
  const text = body.toString().replace(/"(?:size|uploaded_at|sha256)":[^,}]*/g, '');
  return JSON.stringify([status, { ...others, 'upload-expires': undefined, 'repr-digest': undefined }, text]);
}

/** All that an account has, as its owner sees it. */
async function stateOf(owner: Caller, session: string): Promise<string> {
  const { body } = await owner.ask({ path: '/get-files', session });
  const { archives } = JSON.parse(body.toString()) as { archives: string[] };
  const hash = createHash('sha256');
  for (const name of archives) {
    const { body: archive, headers } = await owner.ask({
      path: '/download-file',
      headers: { 'File-Name': name, Accept: 'application/octet-stream' },
      session,
    });
    hash.update(JSON.stringify([name, headers.etag, archive.toString('base64')]));
  }
  return hash.digest('hex');
}
