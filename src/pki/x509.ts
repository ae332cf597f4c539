// The package looks for reflected metadata while it is loaded. A bundler that splits its output may change the
// order of imports that are written one after the other, but not of these.
await import('reflect-metadata');
const x509 = await import('@peculiar/x509');

export const {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
  X509CrlReason,
} = x509;

export type Extension = InstanceType<typeof Extension>;
export type Name = InstanceType<typeof Name>;
export type X509Certificate = InstanceType<typeof X509Certificate>;
export type { JsonGeneralNames, PublicKey } from '@peculiar/x509';
