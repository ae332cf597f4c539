import type { LoginText } from '../loginText.ts';

/** In French, zero and one are singular. */
const plural = (count: number, one: string, many: string) => (count < 2 ? one : many);
const key = (isEncrypted: boolean) => (isEncrypted ? ', clé chiffrée' : '');

export const loginInFrench: LoginText = {
  title: 'Connexion',
  fields: {
    host: 'Serveur',
    port: 'Port',
    username: 'Utilisateur',
    password: 'Mot de passe',
    passphrase: 'Phrase secrète',
  },
  hostHint: 'sauvegarde.exemple.fr',
  passphraseHint: 'vide = le mot de passe',
  keptHint: 'retenu',
  profile: 'Profil',
  profileWithoutName: 'sans nom',
  profileChoice: (count, chooser) => `${chooser} choisit parmi ${count}`,
  profilesTitle: 'Profils',
  remember: 'Retenir serveur et utilisateur',
  rememberPassword: {
    keyring: 'Retenir le mot de passe dans le trousseau système',
    'sealed-file': 'Retenir le mot de passe, scellé (credentials.json)',
    unknown: 'Retenir le mot de passe',
    nowhere: 'Retenir le mot de passe : pas d’endroit pour lui',
  },
  connect: 'Se connecter',
  getCertificate: 'Obtenir un certificat',
  connectingTo: (peer) => `Connexion à ${peer}`,
  stages: { connecting: 'connexion', handshake: 'négociation TLS', credentials: 'identifiants' },
  problems: {
    missing: 'obligatoire',
    'not-a-host': 'nom ou adresse',
    'host-with-scheme': 'nom ou adresse',
    'host-with-port': 'sans le port',
    'not-a-port': 'de 1 à 65535',
  },
  problemSentences: {
    missing: (field) => `${field} : sans cela, pas de connexion.`,
    'not-a-host': () => 'Le nom ou l’adresse d’un serveur n’a ni espaces ni signes comme / et @.',
    'host-with-scheme': () => 'Le nom ou l’adresse seulement, sans https:// ni ce qui suit.',
    'host-with-port': () => 'Le port va dans le champ suivant ; Tab l’y porte.',
    'not-a-port': () => 'Un port est un nombre entier de 1 à 65535.',
  },
  passphraseIsPassword: 'Même mot de passe : le serveur pourrait tout ouvrir. Séparez-les.',
  certificate: {
    valid: (days, isEncrypted) =>
      `Certificat client valable encore ${days} ${plural(days, 'jour', 'jours')}${key(isEncrypted)}`,
    endsSoon: (days, isEncrypted) =>
      `Le certificat client finit dans ${days} ${plural(days, 'jour', 'jours')}${key(isEncrypted)} : renouvelez-le`,
    inKeyStore: 'Certificat client dans client.p12, ouvert à la connexion',
    expired: (date) => `Certificat client expiré le ${date}`,
    notYetValid: (date) => `Certificat client non valable avant le ${date}`,
    missing: (path) => `Aucun certificat client dans ${path}`,
    requested: (path) => `Certificat demandé, à importer : ${path}`,
    incomplete: (path) => `Manque à côté du certificat : ${path}`,
    unusable: (path) => `Certificat inutilisable : ${path}`,
  },
  imported: (path) => `Importé : ${path}`,
  requested: (path) => [
    `Demande créée : ${path}. Envoyez-la à qui tient l’autorité de votre serveur.`,
    'On vous répond par secure-client certs issue client --csr client.csr ; importez ce qui revient par Ctrl+N.',
  ],
  setUp: {
    title: 'Un certificat pour cette machine',
    body: 'Le serveur reconnaît cette machine à un certificat et à sa clé privée.',
  },
  forms: {
    'import-certificate': {
      title: 'Importer un certificat',
      note: 'PEM ou PKCS#12 (.p12, .pfx). Il est copié dans certs/ du dossier de configuration.',
    },
    'request-certificate': {
      title: 'Demander un certificat',
      note: 'Crée certs/client.key, qui reste ici, et certs/client.csr, que vous envoyez.',
    },
    'key-passphrase': {
      title: 'La clé privée de cette machine',
      note: 'Elle est chiffrée. Sa phrase secrète est demandée une fois, et gardée en mémoire seulement.',
    },
  },
  formFields: {
    certificate: 'Certificat',
    key: 'Clé privée',
    authority: 'Autorité',
    passphrase: 'Phrase secrète',
    name: 'Nom',
  },
  formHints: {
    certificate: '~/Téléchargements/ada.p12',
    key: 'vide = même fichier, ou demandée',
    authority: 'ca.crt ; vide = même fichier',
    passphrase: 'si le fichier en demande une',
    name: 'ada',
  },
  working: 'En cours…',
};
