import type { CommandsText } from '../commandsText.ts';
import { createPlural } from '../plural.ts';
import type { Units } from '../units.ts';

const plural = createPlural('fr');
const entriesOf = (count: number, { number }: Units): string =>
  `${number(count)} ${plural(count, 'entrée', 'entrées')}`;
const archivesOf = (count: number, { number }: Units): string =>
  `${number(count)} ${plural(count, 'archive', 'archives')}`;

const places = {
  keyring: 'dans le trousseau du système',
  'sealed-file': 'dans credentials.json, scellé avec la clé privée de cette machine',
};

export const commandsInFrench: CommandsText = {
  stages: {
    scanning: 'inventaire',
    reading: 'lecture et scellement',
    compressing: 'compression et scellement',
    sending: 'envoi',
    confirming: 'confirmation',
    receiving: 'réception',
    restoring: 'restauration',
    waiting: 'attente',
  },
  loggedIn: ({ username, host, port, tlsProtocol, days }) =>
    `Connecté en tant que ${username} à ${host}:${port} par ${tlsProtocol} ; notre certificat est encore valable ${days} jours.`,
  passphraseIsPassword:
    'La phrase secrète est le mot de passe, que le serveur voit à la connexion : il pourrait ouvrir les archives.',
  setPassphrase: 'Donnez-en une autre avec --passphrase-file.',
  remembered: (profile) =>
    profile === undefined
      ? 'Serveur, port et nom d’utilisateur sont retenus.'
      : `Serveur, port et nom d’utilisateur sont retenus sous ${profile} : utilisez-les avec --profile "${profile}".`,
  passwordKept: (place) => `Le mot de passe est gardé ${places[place]}.`,
  passwordMoved: (place) =>
    `Le mot de passe était en clair dans config.json : il n’y est plus, mais il est gardé ${places[place]}.`,
  passwordForgotten: (username, host) => `Le mot de passe de ${username} sur ${host} est oublié.`,
  rememberedPasswordRefused:
    'Le serveur n’accepte pas le mot de passe retenu (login --remember-password en garde un nouveau).',
  noArchives: 'Pas encore d’archive. Envoyez-en une : secure-client upload CHEMIN',
  archiveColumns: ['NOM', 'TAILLE', 'ÂGE'],
  stale: 'plus de 24 h',
  unknown: 'inconnu',
  uploaded: ({ name, entries, bytes, sealedBytes }, units) =>
    `Enregistré sous ${name} : ${entriesOf(entries, units)}, ${units.bytes(bytes)} (${units.bytes(sealedBytes)} une fois scellé).`,
  uploadedPlain: ({ name, bytes }, units) =>
    `${name}, ${units.bytes(bytes)}, envoyé tel quel. Le serveur peut le lire, et peut le montrer sous un autre nom.`,
  serverMode: 'Mode serveur : le fichier est envoyé tel quel, et le serveur peut le lire.',
  downloaded: ({ entries, bytes, destination }, units) =>
    `Restauré dans ${destination} : ${entriesOf(entries, units)}, ${units.bytes(bytes)}`,
  warning: ({ path, problem, detail }) =>
    ({
      unreadable: `Non enregistré, illisible (${detail}) : ${path}`,
      vanished: `Non enregistré, disparu entre-temps : ${path}`,
      changed: `Modifié pendant la lecture : ${path}`,
      'special-file': `Non enregistré, ni fichier, ni dossier, ni lien : ${path}`,
      'name-not-utf8': `Non enregistré, son nom ou sa cible n’est pas en UTF-8 : ${path}`,
      'name-taken': `Non enregistré, son nom ne diffère d’un autre que par l’encodage : ${path}`,
      'name-not-restorable': `Non enregistré, son nom ne pourrait être restauré : ${path}`,
      'link-outside': `Non restauré, un lien hors de l’archive vers ${detail} : ${path}`,
      'link-target-missing': `Non restauré, un lien physique vers ${detail}, non demandé : ${path}`,
      'special-mode': `Restauré sans ses bits de mode spéciaux (${detail}) : ${path}`,
      'kept-existing': `Gardé, celui qui était là : ${path}`,
      'not-text': `N’est pas du texte UTF-8 ; le serveur peut l’abîmer : ${path}`,
    })[problem],
  passwordOf: (username, host) => `Mot de passe de ${username} sur ${host} : `,
  newPasswordOf: (username) => `Nouveau mot de passe de ${username} : `,
  unitWritten: (path) => `Écrit : ${path}`,
  unitRemoved: (path) => `Supprimé : ${path}`,
  unitsNext: (steps) => ['À lancer maintenant :', ...steps.map((step) => `  ${step}`)].join('\n'),
  nothingInstalled: 'Rien de tel n’est installé. Une ligne de cron se retire avec : crontab -e',
  crontabNext: 'Ajoutez cette ligne avec : crontab -e',
  unattendedPassword:
    'Personne ne pourra donner le mot de passe : indiquez --password-file FICHIER, sauf s’il est retenu.',
  prunePlan: ({ keep, delete: gone }) => {
    const reasons = {
      newest: 'la plus récente',
      last: 'une des dernières',
      daily: 'celle de son jour',
      weekly: 'celle de sa semaine',
      monthly: 'celle de son mois',
      later: 'dans le futur',
      'no-time': 'son nom ne dit pas sa date',
    };
    return [
      ...keep.map(
        ({ name, reasons: why }) => `garder     ${name}  ${why.map((one) => reasons[one]).join(', ')}`,
      ),
      ...gone.map((name) => `supprimer  ${name}`),
      `${gone.length} à supprimer, ${keep.length} à garder.`,
    ].join('\n');
  },
  confirmPrune: (count) =>
    `Supprimer définitivement ${count} ${plural(count, 'archive', 'archives')} du serveur ? [o/N] `,
  nothingPruned: 'Rien n’a été supprimé. Sans terminal, --yes supprime sans demander.',
  pruned: (removed, kept) =>
    `${removed} ${plural(removed, 'archive supprimée', 'archives supprimées')}, ${kept} ${plural(kept, 'gardée', 'gardées')}.`,
  secretFileOpen: (path) => `D’autres peuvent lire ${path}. Gardez-le pour vous : chmod 600 ${path}`,
  passphrase: 'Phrase secrète : ',
  newPassphrase: 'Nouvelle phrase secrète : ',
  acceptCost: (memory) =>
    `Cette archive demande ${memory} de mémoire pour s’ouvrir, plus que d’habitude. Continuer ? [o/N] `,
  theSameAgain: 'Encore une fois : ',
  weakPassphrase: (advice) => `Cette phrase secrète est facile à deviner. ${advice}`.trim(),
  changed: 'modifié pendant l’enregistrement',
  contents: ({ name, createdAt, host, user, bytes, entries }, units) =>
    `${name} : ${entriesOf(entries.length, units)}, ${units.bytes(bytes)} ; archive scellée le ${units.date(createdAt)} par ${user} sur ${host}`,
  verified: (results, units) =>
    results
      .map(
        ({ name, entries, bytes }) =>
          `Intègre : ${name}, ${entriesOf(entries, units)}, ${units.bytes(bytes)}`,
      )
      .join('\n'),
  rewrapped: (path) => `Qui peut ouvrir ${path} a été changé.`,
  deleted: (name) => `${name} supprimée.`,
  notices: {
    resumed: 'Reprise là où le transfert s’était interrompu.',
    'restarted-sources-changed': 'Les fichiers ont changé depuis l’interruption : reprise du début.',
    'restarted-server-changed':
      'Le serveur n’a plus ce qui avait été envoyé, ou a une autre archive : reprise du début.',
    'no-room-to-compress': 'Sans compression : le disque du dossier de configuration n’a pas la place.',
    'input-kept':
      'Ce qui est venu de l’entrée standard est gardé, scellé. Pour l’envoyer : secure-client transfers list, puis transfers resume.',
  },
  retrying: (message, attempt, seconds) => `${message} Nouvel essai dans ${seconds} s (n° ${attempt}).`,
  unfinished: ({ id, kind, name, startedAt, size, destination, paths }, units) =>
    `${id}  ${kind === 'upload' ? `envoi de ${paths.join(', ') || 'l’entrée standard'}` : `téléchargement vers ${destination}`} : ${name}, ${units.bytes(size)}, commencé le ${units.date(startedAt)}`,
  nothingUnfinished: 'Aucun transfert n’a été interrompu.',
  discarded: (id) => `${id} abandonné.`,
  identityMade: (path) =>
    `La moitié privée est dans ${path} : gardez-la là où l’on restaure, et sauvegardez-la. La moitié publique :`,
  accountAdded: (username) => `Compte ${username} créé.`,
  noAccounts: 'Pas encore de compte. Créez-en un : secure-client users add NOM --data DOSSIER',
  accountLine: ({ username, quota, archives, bytes }, units) => {
    const limit = quota === null ? 'sans quota' : `sur ${units.bytes(quota)}`;
    return `${username}  ${archivesOf(archives, units)}  ${units.bytes(bytes)}, ${limit}`;
  },
  passwordChanged: (username) =>
    `Mot de passe de ${username} changé ; les sessions de l’ancien sont terminées.`,
  quotaChanged: ({ username, quota }, units) =>
    quota === null
      ? `${username} peut stocker sans limite.`
      : `${username} peut stocker ${units.bytes(quota)}.`,
  accountRemoved: (username) => `Compte ${username} supprimé.`,
  storeCopied: ({ accounts, copied, bytes, present, newer }, units) =>
    [
      `Copié et relu : ${archivesOf(copied, units)}, ${units.bytes(bytes)} ; déjà présentes : ${present}.`,
      accounts === 0 ? 'Aucun nouveau compte.' : `Nouveaux comptes : ${accounts}.`,
      ...(newer === 0 ? [] : [`Laissées telles quelles, car plus récentes là-bas : ${newer}.`]),
    ].join('\n'),
  authorityMade: (path) => `Autorité créée : ${path}. Gardez sa clé à part, et sauvegardez-la.`,
  certificateIssued: (path, keyPath) => `Certificat émis : ${path}, sa clé : ${keyPath}`,
  certificateRequested: (requestPath, keyPath) =>
    [
      `Demande créée : ${requestPath} ; sa clé ${keyPath} reste ici, lisible par vous seul.`,
      'Envoyez la demande à qui tient l’autorité de votre serveur, qui répond par : secure-client certs issue client --csr client.csr',
      'Importez ce qui revient : secure-client certs import client.crt --ca ca.crt',
    ].join('\n'),
  requestIssued: (name, path, authorityPath) =>
    `Certificat émis pour ${name} : ${path}. Renvoyez-le avec ${authorityPath}.`,
  certificate: (path, facts, now, units) => {
    const days = facts.daysLeft(now);
    const left = days < 0 ? 'expiré' : `encore ${units.number(days)} jours`;
    const purposes = {
      authority: 'émission de certificats',
      server: 'serveur',
      client: 'client',
      any: 'tout usage',
      other: 'autre usage',
    };
    const names = [...facts.dnsNames, ...facts.ipAddresses].join(', ');
    return [
      path,
      `  pour         ${facts.subject}`,
      ...(names === '' ? [] : [`  noms         ${names}`]),
      `  émis par     ${facts.issuer}`,
      `  valable      du ${units.date(facts.notBefore)} au ${units.date(facts.notAfter)} (${left})`,
      `  usage        ${facts.purposes.map((purpose) => purposes[purpose]).join(', ')}`,
      `  série        ${facts.serial}`,
      `  empreinte    ${facts.fingerprint256}`,
    ].join('\n');
  },
  acceptServer: 'Est-ce encore votre serveur ? Il sera reconnu désormais au nouveau. [o/N] ',
  passphraseOf: (path) => `Phrase secrète de ${path} : `,
  certificateImported: ({ certificatePath, keyPath, authorityPath, isKeyEncrypted }) =>
    [
      `Importé : ${certificatePath} et sa clé ${keyPath}${
        isKeyEncrypted ? ', qui garde sa phrase secrète' : ', en clair et lisible par vous seul'
      }.`,
      ...(authorityPath === undefined ? [] : [`L’autorité est dans ${authorityPath}.`]),
    ].join('\n'),
  certificateRevoked: ({ paths, certificates }) =>
    [
      ...certificates.map(
        ({ subject, serial, isNew }) => `${isNew ? 'Révoqué' : 'Déjà révoqué'} : ${subject}, ${serial}`,
      ),
      `La liste est dans ${paths.join(', ')}. Un serveur l’applique comme ca.crl à côté de son ca.crt.`,
    ].join('\n'),
  serving: (host, port) => `À l’écoute sur ${host}:${port}. Ctrl+C pour arrêter.`,
  demoComing: 'Préparation d’un serveur jetable, avec certificats, compte et archives…',
  demoKept: (home) => `Conservé : ${home}`,
};
