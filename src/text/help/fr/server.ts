import type { serverInEnglish } from '../en/server.ts';
import type { Translation } from '../helpText.ts';

export const serverInFrench: Translation<typeof serverInEnglish> = {
  serve: {
    summary: 'faire tourner le serveur compagnon au premier plan',
    description: 'Il s’arrête sur Ctrl+C ou SIGTERM, une fois terminées les requêtes en cours.',
    options: { '--port': 'port d’écoute, 0 pour un port libre (par défaut : 8443)' },
    examples: [
      { does: 'Pour cette machine seule', command: 'secure-client serve --data /srv/archives' },
      {
        does: 'Pour quiconque a un certificat',
        command: 'secure-client serve --data /srv/archives --listen 0.0.0.0 --port 8443',
      },
      {
        does: 'L’un de plusieurs, dont $SECURE_CLIENT_DATABASE_URL nomme la base',
        command: 'secure-client serve --store s3://archives --session-keys keys --certs certs',
      },
    ],
  },
  store: {
    summary: 'où le serveur compagnon garde les archives',
    examples: [
      {
        does: 'Tout un serveur',
        command: 'secure-client store copy --data /srv/archives --to s3://archives',
      },
    ],
  },
  'store copy': {
    summary: 'copier comptes et archives d’un dossier de données vers un stockage d’objets',
    description:
      'Chaque archive est relue et comparée. Relancée, la commande continue : ce qui s’y trouve déjà, ou y est plus récent, n’est pas touché. Le serveur du dossier peut tourner pendant ce temps ; arrêtez-le pour la dernière fois.',
    options: { '--to': 'stockage d’objets de destination, s3://SEAU[/PRÉFIXE]' },
    examples: [
      {
        does: 'D’un serveur seul vers ce que plusieurs partagent',
        command: 'secure-client store copy --data . --to s3://a --s3-endpoint https://s3.lan',
      },
    ],
  },
  users: {
    summary: 'les comptes du serveur compagnon',
    description: 'Un serveur qui tourne tient compte de tout changement aussitôt.',
    examples: [{ does: 'Un compte', command: 'secure-client users add ada --data /srv/archives' }],
  },
  'users add': {
    summary: 'ajouter un compte',
    examples: [
      {
        does: 'Avec 500 Go de place ; le mot de passe est demandé',
        command: 'secure-client users add ada --data /srv/archives --quota 500GB',
      },
    ],
  },
  'users list': {
    summary: 'lister les comptes, leurs quotas et ce qu’ils occupent',
    examples: [
      { does: 'Tous ceux d’un serveur', command: 'secure-client users list --data /srv/archives' },
      {
        does: 'Ceux que se partagent plusieurs serveurs',
        command: 'secure-client users list --database postgres://archives@db.lan/archives',
      },
    ],
  },
  'users passwd': {
    summary: 'changer un mot de passe ; les sessions du compte se terminent',
    examples: [
      {
        does: 'Un nouveau mot de passe pris dans un fichier',
        command: 'secure-client users passwd ada --data /srv/archives --password-file n.txt',
      },
    ],
  },
  'users quota': {
    summary: 'changer ce qu’un compte peut occuper',
    examples: [
      { does: 'Davantage', command: 'secure-client users quota ada 1.5TB --data /srv/archives' },
      { does: 'Sans limite', command: 'secure-client users quota ada none --data /srv/archives' },
    ],
  },
  'users remove': {
    summary: 'supprimer un compte ; ses sessions se terminent',
    examples: [
      { does: 'Ses archives restent', command: 'secure-client users remove ada --data /srv/archives' },
      {
        does: 'Ses archives disparaissent aussi',
        command: 'secure-client users remove ada --data /srv/archives --delete-archives',
      },
    ],
  },
};
