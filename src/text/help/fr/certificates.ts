import type { certificatesInEnglish } from '../en/certificates.ts';
import type { Translation } from '../helpText.ts';

export const certificatesInFrench: Translation<typeof certificatesInEnglish> = {
  certs: {
    summary: 'votre propre autorité, et les certificats des deux côtés',
    description:
      'Client et serveur se fient à ce que votre autorité a émis. Sa clé peut rester sur une machine à part.',
    examples: [
      { does: 'Une autorité', command: 'secure-client certs init' },
      { does: 'Un certificat pour ce client', command: 'secure-client certs issue client ada' },
    ],
  },
  'certs init': {
    summary: 'créer une autorité ; sa clé reste là où vous la créez',
    arguments: { name: 'nom de l’autorité' },
    options: { '--days': 'durée de validité (par défaut : 3650)' },
    examples: [{ does: 'Avec un nom', command: 'secure-client certs init "Sauvegardes d’ada"' }],
  },
  'certs issue': {
    summary: 'émettre un certificat pour un client ou un serveur',
    arguments: {
      kind: 'à qui est le certificat',
      name: 'pour qui il est ; à un serveur il faut aussi --dns ou --ip',
    },
    options: {
      '--days': 'durée de validité (par défaut : 397)',
      '--out':
        'dossier où écrire (par défaut : certs du dossier de configuration pour un client, celui de la demande, sinon server-certs ici)',
    },
    examples: [
      { does: 'Pour ce client', command: 'secure-client certs issue client ada' },
      {
        does: 'Pour un client qui a fait sa clé avec `certs request`',
        command: 'secure-client certs issue client --csr client.csr',
      },
      {
        does: 'Pour un serveur, par son nom et son adresse',
        command: 'secure-client certs issue server nas --dns nas.lan --ip 192.0.2.7',
      },
    ],
  },
  'certs request': {
    summary: 'créer une clé et demander son certificat ; la clé reste ici',
    options: {
      '--name': 'pour qui est le certificat',
      '--out': 'dossier où écrire (par défaut : certs du dossier de configuration)',
    },
    examples: [
      { does: 'Une demande à qui tient l’autorité', command: 'secure-client certs request --name ada' },
    ],
  },
  'certs import': {
    summary: 'placer un certificat de client et sa clé dans le dossier de configuration',
    arguments: { file: 'PEM, ou PKCS#12 (.p12, .pfx)' },
    examples: [
      {
        does: 'Le tout dans un fichier PKCS#12',
        command: 'secure-client certs import ada.p12 --key-passphrase-file phrase.txt',
      },
      {
        does: 'Trois fichiers PEM',
        command: 'secure-client certs import ada.crt --key ada.key --ca ca.crt',
      },
    ],
  },
  'certs show': {
    summary: 'dire pour qui est un certificat, jusqu’à quand, et son empreinte',
    arguments: { file: 'certificats en PEM ou PKCS#12 (par défaut : ceux du dossier de configuration)' },
    examples: [
      { does: 'Ceux de ce client', command: 'secure-client certs show' },
      { does: 'Celui d’un serveur', command: 'secure-client certs show /srv/archives/certs/server.crt' },
    ],
  },
  'certs revoke': {
    summary: 'révoquer un certificat ; un serveur qui a la liste en tient compte aussitôt',
    arguments: {
      certificate: 'son fichier, ou le nom, le numéro de série ou l’empreinte d’un certificat émis ici',
    },
    examples: [
      {
        does: 'Par son nom, en le disant au serveur',
        command: 'secure-client certs revoke ada --copy-to /srv/archives/certs/ca.crl',
      },
    ],
  },
  'certs keygen': {
    summary: 'créer une paire de clés pour sceller ; affiche la moitié publique, un destinataire',
    description: 'Qui a la moitié privée ouvre ce qui est scellé pour la moitié publique.',
    options: { '--output': 'fichier pour la moitié privée, lisible par vous seul' },
    examples: [
      { does: 'Une paire pour les restaurations', command: 'secure-client certs keygen -o restauration.key' },
    ],
  },
};
