import { distinguishedName, generateKeyPair, signatureAlgorithm } from '../../../src/pki/authority.ts';
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  X509CertificateGenerator,
} from '../../../src/pki/x509.ts';
import { authority, type Identity } from '../serving.ts';

const day = 24 * 60 * 60 * 1000;

/** A certificate of our authority that was good until yesterday. */
export async function expiredIdentity(): Promise<Identity> {
  const { pair, privateKeyPem } = await generateKeyPair();
  const certificate = await X509CertificateGenerator.create({
    subject: distinguishedName('client'),
    issuer: authority.certificate.subjectName,
    notBefore: new Date(Date.now() - 2 * day),
    notAfter: new Date(Date.now() - day),
    publicKey: pair.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: signatureAlgorithm,
    extensions: [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])],
  });
  return { cert: certificate.toString('pem'), key: privateKeyPem };
}
