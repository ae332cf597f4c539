import { createPrivateKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { X25519Identity, X25519Recipient } from '../../../../src/crypto/envelope/x25519.ts';
import { createAuthority } from '../../../../src/pki/authority.ts';
import { issueCertificate } from '../../../../src/pki/issue.ts';
import { readKeyMaterial } from '../../../../src/pki/keyMaterial.ts';
import { aesStore, desStore, rc2Store } from '../../../unit/pkiStores.ts';
import { type CreateTarget, must } from '../target.ts';
import { allowing, allowingNow } from './allowing.ts';

/** Deriving a key so often takes its time, as its owner wanted; here it would only hold everything up. */
const mostIterations = 5000;

/** A file with a key and certificates, in PEM or PKCS#12: refused for a reason, or read. */
export const create: CreateTarget = async (folder) => {
  const path = join(folder, 'material');
  const authority = await createAuthority({ commonName: 'A' });
  const { certificatePem, privateKeyPem } = await issueCertificate(authority, {
    kind: 'client',
    commonName: 'ada',
  });
  const identity = X25519Identity.generate();
  const locked = createPrivateKey(privateKeyPem)
    .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'transport' })
    .toString();
  const stores = [aesStore, desStore, rc2Store].map((store) => Buffer.from(store, 'base64'));
  return {
    seeds: [
      ...stores.flatMap((store) => [store, withFewIterations(store)]),
      ...[
        certificatePem,
        privateKeyPem,
        certificatePem + privateKeyPem,
        locked,
        identity.toPem(),
        identity.recipient.toString(),
      ].map((text) => Buffer.from(text)),
    ],
    dictionary: [
      '-----BEGIN CERTIFICATE-----',
      '-----END CERTIFICATE-----',
      '-----BEGIN PRIVATE KEY-----',
      '\n',
      'MII',
      '=',
    ]
      .concat([
        '\x30\x82',
        '\x30\x80',
        '\x02\x01\x01',
        '\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01',
        '\x04\x82',
        '\xa0\x80',
        '\x31\0',
        '\x05\0',
      ])
      .concat([
        '-----BEGIN ENCRYPTED PRIVATE KEY-----',
        'DEK-Info: AES-256-CBC,',
        'x25519:',
        '\x84\xff\xff\xff\xff',
        '\x1f',
      ]),
    maximumLength: 4096,
    async run(input) {
      const text = input.toString('latin1');
      const recipient = allowingNow(() => X25519Recipient.parse(text));
      must(recipient === undefined || recipient.toString() === text, 'two texts for a recipient');
      const key = X25519Identity.parse(text);
      if (key)
        must(
          X25519Identity.parse(key.toPem())?.recipient.toString() === key.recipient.toString(),
          'another key',
        );
      if (wantsManyIterations(input)) return;
      writeFileSync(path, input);
      await allowing(() => readKeyMaterial({ path, passphrase: async () => 'transport' }));
    },
  };
};

/** Any integer that could be a count: two to eight bytes, beyond the limit. */
function wantsManyIterations(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(2); at >= 0; at = bytes.indexOf(2, at + 1)) {
    const length = bytes[at + 1] ?? 0;
    if (length < 2 || length > 6 || at + 2 + length > bytes.length) continue;
    if (bytes.readUIntBE(at + 2, length) > mostIterations) return true;
  }
  return false;
}

/** The MAC does not fit then; the reading goes on until it is looked at. */
function withFewIterations(store: Buffer): Buffer {
  return Buffer.from(
    store.toString('latin1').replaceAll(/\x02\x02[\x08-\x7f]./gs, '\x02\x02\x08\0'),
    'latin1',
  );
}
