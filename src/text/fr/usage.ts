import { placeholdersInFrench } from '../help/fr/placeholders.ts';
import type { UsageText } from '../usageText.ts';
import { pipeUsageInFrench } from './pipes.ts';

const newAuthority = 'Créez-en une : secure-client certs init';

const placeholders: Readonly<Record<string, string>> = placeholdersInFrench;

/** What stands between brackets, as in the help. */
const inFrench = (words: string): string =>
  words.replace(/<([\w-]+)>/, (_all, name: string) => `<${placeholders[name] ?? name}>`);

export const usageInFrench: UsageText = {
  help: (command) => `${command} --help donne les options et un exemple.`,
  problems: {
    ...pipeUsageInFrench,
    port: ({ option }) => `${option} attend un nombre entier de 1 à 65535.`,
    'listening-port': ({ option }) => `${option} attend un nombre entier de 0 à 65535.`,
    fingerprint: ({ option }) => `${option} attend 64 chiffres hexadécimaux, avec ou sans deux-points.`,
    'profile-name': ({ option }) => `${option} attend un nom fait de lettres, chiffres, espaces et . _ @ -`,
    interval: ({ option }) => `${option} attend un intervalle de 1m à 366d : 90m, 24h, 7d.`,
    count: ({ option }) => `${option} attend un nombre entier à partir de 1.`,
    'keep-count': ({ option }) => `${option} attend un nombre entier de 1 à 10000.`,
    days: ({ option }) => `${option} attend un nombre entier de 1 à 36500.`,
    seconds: ({ option }) => `${option} attend un nombre de secondes de 0 à 3600.`,
    quota: ({ option }) =>
      `${option} attend une taille comme 500GB ou 1.5TiB, un nombre d’octets, ou none (aucune limite).`,
    value: ({ option }) => `La valeur de ${option} n’est pas utilisable.`,

    'unknown-option': ({ option, similar }, command) =>
      `${command} n’a pas d’option ${option}.${didYouMean(similar)}`,
    'unknown-command': ({ command: name, similar }, command) =>
      `${command} n’a pas de commande ${name}.${didYouMean(similar)}`,
    'missing-command': ({ commands }, command) =>
      `${command} demande une de ses commandes : ${commands.join(', ')}.`,
    'missing-argument': ({ argument }) => `Il manque ${inFrench(`<${argument}>`)}.`,
    'missing-option': ({ option }) => `Il manque ${option}.`,
    'missing-value': ({ option }) => `${option} attend une valeur.`,
    'too-many-arguments': ({ excess }) => `Des arguments de trop : ${excess.join(', ')}`,
    'not-a-choice': ({ option, choices }) =>
      `${inFrench(option)} est à choisir parmi : ${choices.join(', ')}.`,
    'command-line': () => 'La commande n’est pas comprise.',

    'forget-alone': () => '--forget ne va ni avec --remember ni avec --remember-password.',
    'watch-alone': () => '--watch ne va ni avec --now ni avec des chemins.',
    'one-rule': () => 'Donnez une seule des options --every, --at et --cron.',
    'zone-without-time': () => '--zone va avec --at ou --cron.',
    'keep-what': () => ({
      message: 'Que faut-il garder ?',
      next: 'Indiquez --keep-last, --keep-daily, --keep-weekly ou --keep-monthly.',
    }),
    'which-server': () => ({
      message: 'Quel serveur ?',
      next: 'Donnez --host, --port et --username, ou connectez-vous une fois avec --remember.',
    }),
    'whose-certificate': () => 'À qui est destiné le certificat ? Donnez un nom.',
    'request-of-server': () => '--csr est réservé aux certificats de clients.',
    'server-without-name': () =>
      'Le certificat d’un serveur demande un nom d’hôte (--dns) ou une adresse (--ip).',
    'data-or-store': () => ({
      message: 'Où les comptes et les archives doivent-ils être gardés ?',
      next: 'Donnez --data DOSSIER ; ou, pour plusieurs serveurs, --store, --database et --session-keys (docs/scaling.md).',
    }),
    'data-or-database': () => ({
      message: 'De quels comptes s’agit-il ?',
      next: 'Donnez le dossier --data du serveur ; ou, pour plusieurs serveurs, leur base par --database.',
    }),
    'options-exclude': ({ option, other }) => `${option} ne va pas avec ${other}.`,
    'option-needs': ({ option, needed }) => `${option} demande aussi ${needed}.`,

    zone: ({ zone }) => `${zone} n’est pas un fuseau horaire. Exemple : Europe/Paris.`,
    'time-of-day': () => '--at attend une heure HH:MM, de 00:00 à 23:59.',
    cron: () =>
      '--cron attend cinq champs (minute heure jour mois jour-de-semaine) qui désignent un temps à venir.',
    'account-name': () => ({
      message: 'Ce nom d’utilisateur n’est pas utilisable.',
      next: 'Choisissez 1 à 64 lettres, chiffres, « . », « _ » ou « - », sans point au début.',
    }),
    'account-password': () => ({
      message: 'Le mot de passe est vide, ou contient un caractère invalide.',
      next: 'Choisissez-en un autre.',
    }),
    'passwords-differ': () => ({
      message: 'Les deux mots de passe diffèrent.',
      next: 'Recommencez, et tapez deux fois le même.',
    }),
    'passphrases-differ': () => ({
      message: 'Les deux phrases secrètes diffèrent.',
      next: 'Recommencez, et tapez deux fois la même.',
    }),
    'common-name': ({ name }) => ({
      message: `« ${name} » ne peut pas être le nom dans un certificat.`,
      next: 'Choisissez 1 à 64 caractères imprimables, sans espace au début ni à la fin.',
    }),
    'host-name': ({ name }) => `« ${name} » n’est pas un nom d’hôte. Un nom international s’écrit xn--…`,
    'ip-address': ({ address }) => `« ${address} » n’est pas une adresse IP.`,
    'same-name': ({ name }) => ({
      message: `Deux des chemins s’appellent ${name}.`,
      next: 'Prenez le dossier qui les contient, ou faites une archive de chacun.',
    }),
    'too-many-files': () => ({
      message: 'Il y a trop de fichiers pour une seule archive.',
      next: 'Faites-en plusieurs archives.',
    }),
    'path-with-line-break': ({ path }) => ({
      message: `Le nom de ${path} contient un saut de ligne : il ne peut pas être installé.`,
      next: 'Renommez-le, ou choisissez un autre endroit.',
    }),

    'authority-expired': () => ({ message: 'L’autorité a expiré.', next: newAuthority }),
    'authority-unreadable': () => ({
      message: 'L’autorité est illisible comme PEM.',
      next: `Reprenez-la d’une copie. ${newAuthority}`,
    }),
    'authority-not-one': () => ({ message: 'Le certificat n’est pas une autorité.', next: newAuthority }),
    'authority-key-mismatch': () => ({
      message: 'La clé de l’autorité ne va pas avec son certificat.',
      next: 'Reprenez les deux fichiers qui ont été créés ensemble.',
    }),
    'authority-key-kind': () => ({
      message: 'La clé de l’autorité n’est pas une clé ECDSA P-256.',
      next: newAuthority,
    }),
    'certificate-unreadable': ({ path }) => ({
      message: `${path} n’est pas un certificat PEM.`,
      next: 'Donnez un fichier qui commence par : -----BEGIN CERTIFICATE-----',
    }),
    'certificate-of-others': ({ path }) => ({
      message: `${path} n’a pas été émis par cette autorité.`,
      next: 'Donnez l’autorité qui l’a émis par --authority.',
    }),
    'server-certificate': ({ reason }) => ({
      message: `Le certificat du serveur n’est pas utilisable (${reason}).`,
      next: 'Émettez-en un autre : secure-client certs issue server NOM --dns HÔTE --out DOSSIER',
    }),
    'revocation-list': ({ reason }) => ({
      message: `La liste de révocation n’est pas utilisable (${reason}).`,
      next: 'Reprenez le dernier ca.crl écrit par cette autorité.',
    }),
    'store-url': () => ({
      message: 'Le stockage d’objets n’est pas désigné par une URL de S3.',
      next: 'Écrivez-la ainsi : s3://SEAU ou s3://SEAU/PRÉFIXE',
    }),
    'session-keys': ({ path }) => ({
      message: `${path} contient autre chose que des clés de session, ou n’en contient aucune.`,
      next: 'Faites-en une, la même pour tous les serveurs : (umask 077; openssl rand -base64 32 > FICHIER)',
    }),
    'database-url': () => ({
      message: 'La base de données n’est pas une URL de PostgreSQL.',
      next: 'Écrivez-la ainsi : postgres://UTILISATEUR@HÔTE/NOM',
    }),
    'database-password': () => ({
      message:
        'L’URL de la base de données contient un mot de passe, que chacun pourrait lire sur cette machine.',
      next: 'Retirez-le, et donnez-le par PGPASSWORD ou ~/.pgpass, ou toute l’URL par SECURE_CLIENT_DATABASE_URL.',
    }),
    'cannot-listen': ({ host, port, reason }) => ({
      message: `Impossible d’écouter sur ${host}:${port} (${reason}).`,
      next: 'Choisissez par --listen une adresse de cette machine, et un --port qui vous est permis : à partir de 1024 en général.',
    }),
  },
};

function didYouMean(similar: readonly string[]): string {
  return similar.length === 0 ? '' : ` Vouliez-vous dire ${similar.join(' ou ')} ?`;
}
