import type { ErrorSentences } from '../errorSentences.ts';
import { createUnits } from '../units.ts';
import { sayUsage } from '../usageText.ts';
import { archiveErrorsInFrench } from './archiveErrors.ts';
import { configErrorsInFrench } from './configErrors.ts';
import { connectionErrorsInFrench } from './connectionErrors.ts';
import { pipeErrorsInFrench } from './pipes.ts';
import { scheduleInFrench } from './schedule.ts';
import { usageInFrench } from './usage.ts';

export const errorsInFrench: ErrorSentences = {
  ...connectionErrorsInFrench,
  ...archiveErrorsInFrench,
  ...pipeErrorsInFrench,
  usage: (problem, command) => sayUsage(usageInFrench, problem, command),
  ...configErrorsInFrench,
  'no-terminal': () => ({
    message: 'Les écrans ont besoin d’un terminal en entrée et en sortie.',
    next: 'Lancez une commande (secure-client --help les énumère), ou connectez-vous avec ssh -t.',
  }),
  'tls-verification-disabled': () => ({
    message:
      'NODE_TLS_REJECT_UNAUTHORIZED=0 est défini : n’importe quel serveur pourrait se faire passer pour le vôtre.',
    next: 'Supprimez cette variable et recommencez.',
  }),
  'wrong-credentials': ({ host, username }) => ({
    message: `${host} n’accepte pas ce mot de passe pour ${username}.`,
    next: 'Vérifiez le nom d’utilisateur et le mot de passe.',
  }),
  'session-ended': () => ({ message: 'La session est terminée.', next: 'Reconnectez-vous.' }),
  'password-missing': () => ({
    message: 'Aucun mot de passe n’a été donné.',
    next: 'Utilisez --password-file FICHIER ou SECURE_CLIENT_PASSWORD, ou un terminal pour qu’il soit demandé.',
  }),
  'keyring-refused': ({ work, reason }) =>
    work === 'store'
      ? {
          message: `Le trousseau du système n’a pas pris le mot de passe (${reason}).`,
          next: 'Déverrouillez-le et réessayez, ou connectez-vous sans retenir le mot de passe.',
        }
      : {
          message: `Le trousseau du système n’a pas effacé le mot de passe (${reason}) : il s’y trouve encore.`,
          next: 'Déverrouillez-le et réessayez, ou supprimez l’entrée avec le gestionnaire de mots de passe de votre bureau.',
        },
  'secrets-without-place': ({ path }) => ({
    message: `Le mot de passe ne peut pas être retenu : il n’y a pas de trousseau, et ${path} ne peut pas le sceller.`,
    next: 'Connectez-vous sans le retenir, ou donnez-le par --password-file.',
  }),
  'passphrase-missing': () => ({
    message: 'Aucune phrase secrète n’a été donnée.',
    next: 'Utilisez --passphrase-file FICHIER ou SECURE_CLIENT_PASSPHRASE, ou un terminal pour qu’elle soit demandée.',
  }),
  'passphrase-unusable': ({ reason }) => ({
    message:
      reason === 'empty'
        ? 'La phrase secrète est vide.'
        : 'La phrase secrète contient un caractère invalide.',
    next: 'Choisissez-en une autre.',
  }),
  'recipient-unusable': ({ recipient }) => ({
    message: `${recipient} n’est pas un destinataire utilisable.`,
    next: 'Un destinataire s’écrit x25519:… et vient de : secure-client certs keygen',
  }),
  'recipients-too-many': () => ({
    message: 'Une archive a 16 destinataires et phrases secrètes au plus.',
    next: 'Donnez-en moins.',
  }),
  'identity-unusable': ({ path }) => ({
    message: `${path} ne contient pas de clé privée X25519.`,
    next: 'Donnez le fichier créé par secure-client certs keygen.',
  }),
  'archive-not-found': ({ name }) => ({
    message: `Il n’y a pas d’archive ${name} sur le serveur.`,
    next: 'secure-client list montre ce qui s’y trouve.',
  }),
  'archive-ambiguous': ({ wanted, names }) => ({
    message: `${names.length} archives commencent par ${wanted} : ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}`,
    next: 'Donnez une plus grande partie du nom, ou latest:ÉTIQUETTE pour la plus récente d’une étiquette.',
  }),
  'path-not-found': ({ path }) => ({ message: `${path} n’existe pas.`, next: 'Vérifiez le chemin.' }),
  'path-unreadable': ({ path, reason }) => ({
    message: `${path} est illisible (${reason}).`,
    next: 'Changez ses permissions, ou utilisez un compte qui peut le lire.',
  }),
  'nothing-to-store': () => ({
    message: 'Aucun des chemins n’a pu être lu : rien n’a été envoyé.',
    next: 'Vérifiez les chemins et leurs permissions.',
  }),
  'not-scheduled': ({ path }) => ({
    message: `${path} n’est pas programmé.`,
    next: 'secure-client schedule list montre ce qui l’est.',
  }),
  'profile-unknown': ({ name, names }) => ({
    message: `Il n’y a pas de profil ${name}.`,
    next:
      names.length === 0
        ? `Il n’y en a encore aucun. Créez-le : secure-client login --remember --profile "${name}" --host …`
        : `Il y a : ${names.join(', ')}.`,
  }),
  'would-overwrite': ({ paths }) => ({
    message: `${paths[0] ?? ''}${paths.length > 1 ? ` et ${paths.length - 1} autres` : ''} serait écrasé. Rien n’a été restauré.`,
    next: 'Choisissez un autre dossier avec --to, ou --overwrite skip, always, newer ou rename.',
  }),
  locked: ({ runner, pid, host, since }) => ({
    message: `Une autre exécution est en cours : ${scheduleInFrench.runner(runner)}, processus ${pid} sur ${host}, depuis ${createUnits('fr').date(since)}.`,
    next: 'Attendez qu’elle se termine ; ce qu’elle envoie n’a pas à l’être deux fois.',
  }),
  'disk-full': ({ path }) => ({
    message: `Le disque est plein : ${path} n’a pas pu être écrit. Rien d’incomplet n’est resté.`,
    next: 'Libérez de la place, ou choisissez un autre dossier.',
  }),
  'write-refused': ({ path, reason }) => ({
    message: `${path} n’a pas pu être écrit (${reason}).`,
    next: 'Vérifiez les permissions, ou choisissez un autre dossier.',
  }),
  'file-set-aside': ({ path, asidePath, reason }) => ({
    message: `${path} était invalide (${reason}) et a été mis de côté sous ${asidePath}.`,
    next: 'Corrigez-le et remettez-le en place, ou repartez sans lui.',
  }),
  'account-exists': ({ username }) => ({
    message: `Le compte ${username} existe déjà.`,
    next: 'Choisissez un autre nom.',
  }),
  'account-unknown': ({ username }) => ({
    message: `Il n’y a pas de compte ${username}.`,
    next: 'Créez-le : secure-client users add NOM',
  }),
  'account-not-empty': ({ username, archives }) => ({
    message: `${username} a encore ${archives} archives ; rien n’a été supprimé.`,
    next: 'Ajoutez --delete-archives pour les supprimer aussi, ou retirez l’accès : secure-client users passwd NOM',
  }),
  'certificate-unknown': ({ wanted }) => ({
    message: `Cette autorité ne connaît aucun certificat ${wanted}.`,
    next: 'Donnez le chemin du certificat, ou un nom, un numéro de série ou une empreinte qu’elle a émis.',
  }),
  'request-unusable': ({ path, reason }) => ({
    message: `${path} n’est pas une demande qui puisse être signée : ${reason}.`,
    next: 'Faites-en une nouvelle : secure-client certs request --name NOM',
  }),
  'key-store-outdated': ({ path }) => ({
    message: `${path} est chiffré d’une manière dépassée (RC2 ou 3DES) qui n’est plus lue.`,
    next: `Convertissez-le et importez le résultat : openssl pkcs12 -legacy -in ${path} -out converti.pem -nodes`,
  }),
  'server-certificate-missing': ({ path }) => ({
    message: `Il n’y a pas de fichier de certificat ${path}.`,
    next: 'Émettez-en un : secure-client certs issue server NOM --dns HÔTE --out DOSSIER',
  }),
  'authority-missing': ({ path }) => ({
    message: `Il n’y a pas d’autorité dans ${path}.`,
    next: 'Créez-en une : secure-client certs init',
  }),
  'file-exists': ({ path }) => ({
    message: `${path} existe déjà et n’a pas été touché.`,
    next: 'Choisissez un autre dossier, ou déplacez-le d’abord.',
  }),
  'database-away': ({ database, reason }) => ({
    message: `La base de données ${database} ne répond pas : ${reason}`,
    next: 'Démarrez-la, vérifiez l’adresse, et voyez si un pare-feu s’interpose.',
  }),
  'database-refused': ({ database, reason }) => ({
    message: `La base de données ${database} est inutilisable : ${reason}`,
    next: 'Vérifiez son nom, l’utilisateur et ses droits ; le mot de passe vient de PGPASSWORD ou de ~/.pgpass.',
  }),
  'store-away': ({ store, reason }) => ({
    message: `Le stockage d’objets ${store} ne nous ouvre pas : ${reason}`,
    next: 'Vérifiez --s3-endpoint, le nom du seau, et la clé dans AWS_ACCESS_KEY_ID et AWS_SECRET_ACCESS_KEY.',
  }),
  'copy-differs': ({ owner, archive }) => ({
    message: `${archive} de ${owner} est revenue différente du stockage d’objets.`,
    next: 'Vérifiez le stockage d’objets et ses disques, puis relancez la commande.',
  }),
  'port-in-use': ({ host, port }) => ({
    message: `Autre chose écoute déjà sur ${host}:${port}.`,
    next: 'Choisissez un autre --port, ou 0 pour un port libre.',
  }),
  interrupted: () => ({ message: 'Interrompu.', next: 'Relancez quand vous voulez.' }),
  bug: ({ detail }) => ({
    message: `Une erreur s’est produite dans secure-client : ${detail}`,
    next: 'C’est notre faute : signalez-la, avec la sortie de la même commande et --verbose.',
  }),
};
