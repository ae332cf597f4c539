import type { archivesInEnglish } from '../en/archives.ts';
import type { Translation } from '../helpText.ts';

const passphraseFile =
  'fichier contenant la phrase secrète (sinon $SECURE_CLIENT_PASSPHRASE, sinon elle est demandée)';

export const archivesInFrench: Translation<typeof archivesInEnglish> = {
  login: {
    summary: 'vérifier la connexion, les certificats et les identifiants',
    description:
      'Avec --remember, les commandes suivantes se passent de --host, --port et --username. Plusieurs serveurs peuvent être retenus sous des noms, avec --profile.',
    options: {
      '--profile': 'nom sous lequel il est retenu ; avec --remember, ce peut être un nouveau nom',
    },
    examples: [
      {
        does: 'Se connecter, et retenir le serveur',
        command: 'secure-client login --host nas.lan --port 8443 --username ada --remember',
      },
      {
        does: 'Garder aussi le mot de passe, pour qu’il ne soit plus demandé',
        command: 'secure-client login --remember-password',
      },
      { does: 'L’oublier', command: 'secure-client login --forget' },
    ],
  },
  list: {
    summary: 'lister les archives du serveur, la plus récente en premier',
    examples: [
      { does: 'Ce qui s’y trouve, et de quand', command: 'secure-client list' },
      { does: 'La même chose pour un script', command: 'secure-client list --json' },
    ],
  },
  show: {
    summary: 'montrer ce que contient une archive du serveur',
    description: 'Seuls le début et la fin sont reçus, si le serveur sait envoyer des parties.',
    examples: [{ does: 'La plus récente d’une étiquette', command: 'secure-client show latest:web' }],
  },
  upload: {
    summary: 'sceller des fichiers et des dossiers, ou l’entrée standard, en une archive et l’envoyer',
    description:
      'Elle est scellée sur cette machine ; le serveur ne peut pas la lire. Un envoi interrompu reprend là où il s’est arrêté quand la même chose est redemandée. Ce qui se compresse bien est d’abord compressé et scellé sur le disque du dossier de configuration, puis envoyé de là ; l’entrée standard (-) l’est toujours, et il lui faut --label.',
    arguments: { path: 'fichiers et dossiers, ou - pour l’entrée standard' },
    options: {
      '--label': 'début du nom de l’archive (par défaut : le nom du premier chemin)',
      '--compress':
        'compresser quand c’est utile et que le disque du dossier de configuration a la place, dès qu’il a la place, ou jamais',
    },
    examples: [
      { does: 'Deux dossiers en une archive', command: 'secure-client upload /etc /var/www --label web' },
      {
        does: 'Sans ce qui se retrouve ailleurs',
        command: 'secure-client upload ~/travail --exclude node_modules --exclude "*.iso"',
      },
      {
        does: 'Des journaux, par une ligne lente',
        command: 'secure-client upload /var/log --compress always',
      },
      {
        does: 'Pour que seul le détenteur d’une clé puisse l’ouvrir',
        command: 'secure-client upload ~/travail --recipient x25519:…',
      },
      {
        does: 'Ce qu’écrit un autre programme',
        command: 'pg_dump base | secure-client upload - --label base --stdin-name base.sql',
      },
    ],
  },
  download: {
    summary: 'recevoir une archive, la déchiffrer et restaurer ses fichiers',
    description:
      'Rien n’est mis en place avant que tout soit reconnu authentique. Un téléchargement interrompu reprend là où il s’est arrêté. Avec --to -, le contenu d’un fichier va sur la sortie standard à mesure qu’il est authentifié : seul le code de sortie 0 dit qu’il est entier.',
    options: {
      '--to':
        'dossier où restaurer (par défaut : un dossier de downloads, dans le dossier de configuration) ; - écrit un fichier sur la sortie standard',
    },
    examples: [
      {
        does: 'La plus récente d’une étiquette',
        command: 'secure-client download latest:web --to /tmp/restauration',
      },
      {
        does: 'Un de ses dossiers, en remplaçant ce qui est plus ancien',
        command: 'secure-client download latest:web --only etc/ssh --overwrite newer',
      },
      {
        does: 'Le seul fichier d’une archive, vers un autre programme',
        command: 'secure-client download latest:base --to - | psql base',
      },
    ],
  },
  verify: {
    summary: 'recevoir et authentifier chaque octet d’archives, sans rien restaurer',
    examples: [
      { does: 'Deux archives', command: 'secure-client verify latest:web latest:mail' },
      {
        does: 'Avec la clé privée, si elles ont été scellées pour une clé',
        command: 'secure-client verify latest:web --identity restauration.key',
      },
    ],
  },
  delete: {
    summary: 'supprimer des archives du serveur, définitivement',
    examples: [{ does: 'Une archive', command: 'secure-client delete web_2026-11-22T10-00-00.enc' }],
  },
  prune: {
    summary: 'supprimer d’anciennes archives du serveur ; les montre d’abord, et demande',
    description:
      'Sans option --keep, les règles de ce qui est programmé s’appliquent à ce qui en a été fait. Sans terminal ni --yes, rien n’est supprimé.',
    options: { '--label': 'seulement les archives dont le nom est formé de cette étiquette et d’une date' },
    examples: [
      {
        does: 'Ce qui disparaîtrait',
        command: 'secure-client prune --label web --keep-last 10 --dry-run',
      },
      {
        does: 'Garder une semaine de jours et une année de mois',
        command: 'secure-client prune --label web --keep-daily 7 --keep-monthly 12',
      },
    ],
  },
  rewrap: {
    summary: 'changer qui peut ouvrir une archive, du serveur ou dans un fichier',
    description:
      'Seule son enveloppe est réécrite : le contenu n’est ni envoyé ni scellé de nouveau. Une ancienne copie reste ouverte à qui pouvait l’ouvrir.',
    arguments: {
      archive: 'un nom, comme `list` le montre, son début, ou latest:ÉTIQUETTE ; avec --file, un fichier',
    },
    options: { '--passphrase-file': 'fichier contenant la phrase secrète actuelle' },
    examples: [
      {
        does: 'Une autre phrase secrète',
        command: 'secure-client rewrap latest:web --new-passphrase-file nouvelle.txt',
      },
      {
        does: 'Un autre destinataire, pour un fichier',
        command: 'secure-client rewrap --file etc.enc --new-recipient x25519:…',
      },
    ],
  },
  transfers: {
    summary: 'les envois et les téléchargements interrompus',
    examples: [{ does: 'Lesquels il y a', command: 'secure-client transfers list' }],
  },
  'transfers list': {
    summary: 'montrer ce qui peut être repris',
    examples: [{ does: 'Tous, et où ils en sont', command: 'secure-client transfers list' }],
  },
  'transfers resume': {
    summary: 'reprendre un transfert interrompu',
    examples: [{ does: 'Un de la liste', command: 'secure-client transfers resume 3f9a0c1b2d4e' }],
  },
  'transfers discard': {
    summary: 'abandonner un transfert interrompu, sur le serveur aussi',
    examples: [{ does: 'Un de la liste', command: 'secure-client transfers discard 3f9a0c1b2d4e' }],
  },
  seal: {
    summary: 'sceller des fichiers et des dossiers, ou l’entrée standard, dans un fichier, sans serveur',
    arguments: { path: 'fichiers et dossiers, ou - pour l’entrée standard' },
    options: {
      '--output': 'archive à écrire ; - pour la sortie standard',
      '--passphrase-file': passphraseFile,
    },
    examples: [
      { does: 'Avec une phrase secrète, qui est demandée', command: 'secure-client seal /etc -o etc.enc' },
      {
        does: 'Pour le détenteur d’une clé',
        command: 'secure-client seal /etc -o etc.enc --recipient x25519:…',
      },
      { does: 'Ce qu’écrit un autre programme', command: 'pg_dump base | secure-client seal - -o base.enc' },
    ],
  },
  open: {
    summary: 'restaurer, lister ou vérifier une archive dans un fichier, sans serveur',
    arguments: { file: 'fichier d’archive, ou - pour l’entrée standard' },
    options: {
      '--to':
        'dossier où restaurer (par défaut : le dossier courant) ; - écrit un fichier sur la sortie standard',
      '--passphrase-file': passphraseFile,
    },
    examples: [
      { does: 'Ce qu’elle contient', command: 'secure-client open etc.enc --list' },
      {
        does: 'Un de ses dossiers',
        command: 'secure-client open etc.enc --only etc/ssh --to /tmp/restauration',
      },
      { does: 'Un de ses fichiers', command: 'secure-client open etc.enc --only etc/fstab --to -' },
    ],
  },
};
