import { shellWord } from '../../common/shellWord.ts';
import type { DoctorText } from '../doctorText.ts';
import { createPlural } from '../plural.ts';
import { commandsInFrench } from './commands.ts';
import { scheduleInFrench } from './schedule.ts';

const plural = createPlural('fr');
const daysLeft = (days: number) =>
  days < 1 ? 'moins d’un jour restant' : `encore ${days} ${plural(days, 'jour', 'jours')}`;
const words = (paths: readonly string[]) => paths.map(shellWord).join(' ');

const abilities = {
  raw: 'archives telles quelles',
  range: 'parties d’archives',
  resume: 'envois qui reprennent',
  list: 'longues listes',
  delete: 'suppression',
  rewrap: 'changement de phrase secrète',
};

const labels: DoctorText['labels'] = {
  'home.folder': 'dossier',
  'home.files': 'permissions',
  'home.config': 'réglages',
  'home.remembered': 'mémoire',
  'home.state': 'état',
  'home.disk': 'disque',
  'certificates.client': 'certificat',
  'certificates.usage': 'usage',
  'certificates.key': 'clé privée',
  'certificates.authority': 'autorité',
  'certificates.chain': 'émetteur',
  'connection.name': 'nom',
  'connection.port': 'port',
  'connection.tls': 'TLS',
  'connection.certificate': 'certificat',
  'connection.pin': 'serveur connu',
  'connection.answer': 'réponse',
  'connection.clock': 'horloge',
  'account.passphrase': 'phrase secrète',
  'account.login': 'connexion',
  'account.abilities': 'capacités',
  'schedule.file': 'programme',
  'schedule.sources': 'sources',
  'schedule.uploads': 'envois',
  'schedule.lock': 'verrou',
  'terminal.kind': 'sorte',
  'terminal.size': 'fenêtre',
  'terminal.charset': 'caractères',
  'terminal.colours': 'couleurs',
  'program.version': 'secure-client',
  'program.node': 'Node.js',
};

const groups: DoctorText['groups'] = {
  home: 'Dossier de configuration',
  certificates: 'Certificats',
  connection: 'Liaison',
  account: 'Compte',
  schedule: 'Envois programmés',
  terminal: 'Terminal',
  program: 'Programme',
};

const groupOf = (id: string) => groups[id.split('.')[0] as keyof typeof groups];

export const doctorInFrench: DoctorText = {
  groups,
  labels,
  findings: {
    'not-checked': ({ after }) => ({ message: `non vérifié : voir ${groupOf(after)}, ${labels[after]}` }),
    offline: () => ({ message: 'non vérifié, comme --offline le demande' }),
    'server-unknown': ({ profiles }) => ({
      message:
        profiles.length === 0
          ? 'non vérifié : aucun serveur n’est connu. Donnez --host, --port et --username, ou connectez-vous une fois avec --remember'
          : `non vérifié : quel serveur ? Donnez --profile (${profiles.join(', ')}), ou --host, --port et --username`,
    }),
    'no-account': () => ({ message: 'non vérifié : aucun compte n’est connu. Donnez --username' }),
    'no-password': () => ({
      message:
        'non vérifié : aucun mot de passe à portée. Donnez --password-file, ou retenez-le : secure-client login --remember-password',
    }),
    'no-terminal': () => ({
      message: 'non vérifié : la sortie n’est pas un terminal, ce qu’il faut aux écrans',
    }),
    'folder-private': ({ path }) => ({ message: `${path} n’est qu’à vous` }),
    'folder-missing': ({ path }) => ({
      message: `${path} n’existe pas encore`,
      fix: 'Donnez-en un autre avec --home, ou commencez : secure-client certs issue client NOM',
    }),
    'folder-open': ({ path, mode }) => ({
      message: `d’autres peuvent entrer dans ${path} (mode ${mode})`,
      fix: `chmod 700 ${shellWord(path)}`,
    }),
    'files-private': ({ files }) => ({
      message: `${files} ${plural(files, 'fichier', 'fichiers')}, pour vous seul`,
    }),
    'files-open': ({ paths }) => ({
      message: `lisibles ou modifiables par d’autres : ${paths.join(', ')}`,
      fix: `chmod 600 ${words(paths)}`,
    }),
    'file-whole': ({ path }) => ({ message: `${path} est lisible` }),
    'file-missing': ({ path }) => ({ message: `aucun encore (${path})` }),
    'file-broken': ({ path, reason }) => ({
      message: `${path} est invalide : ${reason}`,
      fix: 'Corrigez-le, ou déplacez-le. La prochaine commande qui en a besoin le met de côté.',
    }),
    'config-password': ({ path }) => ({
      message: `${path} contient un mot de passe en clair, comme le gardaient les versions antérieures`,
      fix: 'secure-client login --remember-password',
    }),
    'remembered-whole': () => ({
      message: 'ce qui est retenu des mots de passe et des serveurs est lisible',
    }),
    'state-writable': ({ path }) => ({ message: `on peut écrire dans ${path}` }),
    'disk-free': ({ bytes }, { bytes: size }) => ({ message: `${size(bytes)} libres` }),
    'disk-low': ({ bytes }, { bytes: size }) => ({
      message: `${size(bytes)} libres seulement`,
      fix: 'Faites de la place : les transferts inachevés sont gardés ici (secure-client transfers list).',
    }),
    'certificate-good': ({ subject, days }) => ({ message: `${subject}, ${daysLeft(days)}` }),
    'certificate-ending': ({ subject, days, until }, { date }) => ({
      message: `${subject} finit le ${date(until)} : ${daysLeft(days)}`,
      fix: 'Renouvelez-le : secure-client certs issue client NOM, ou certs request, à envoyer à qui tient l’autorité',
    }),
    'usage-client': () => ({ message: 'pour des clients' }),
    'usage-other': ({ path }) => ({
      message: `${path} n’est pas pour des clients : les serveurs le refusent`,
      fix: 'Mettez-y un certificat de client : secure-client certs issue client NOM',
    }),
    'key-matches': ({ path }) => ({ message: `${path} correspond au certificat` }),
    'key-locked': ({ path }) => ({
      message: `${path} est chiffré, et sa phrase secrète n’a pas été donnée : sans terminal, tout échoue`,
      fix: 'Donnez --key-passphrase-file FICHIER, SECURE_CLIENT_KEY_PASSPHRASE, ou l’identifiant systemd secure-client.key-passphrase.',
    }),
    'authority-good': ({ subject, days }) => ({ message: `${subject}, ${daysLeft(days)}` }),
    'authority-ending': ({ subject, days, until, path }, { date }) => ({
      message: `${subject} finit le ${date(until)} : ${daysLeft(days)}`,
      fix: `Ajoutez dans ${path}, à côté, le certificat de celle qui lui succède.`,
    }),
    'chain-complete': () => ({ message: 'l’autorité a émis le certificat' }),
    'chain-other': ({ path, issuer }) => ({
      message: `l’autorité de ${path} n’a pas émis notre certificat ; ${issuer} l’a émis`,
      fix: 'Mettez-y le ca.crt venu avec le certificat, sauf si le serveur a deux autorités.',
    }),
    'name-found': ({ host, addresses }) => ({ message: `${host} est ${addresses.join(', ')}` }),
    'address-given': ({ host }) => ({ message: `${host} est une adresse` }),
    'port-open': ({ port }) => ({ message: `${port} accepte des connexions` }),
    'tls-agreed': ({ protocol }) => ({ message: protocol || 'négocié' }),
    'server-certificate-good': ({ names, days }) => ({
      message: `pour ${names.join(', ')}, ${daysLeft(days)}`,
    }),
    'server-certificate-ending': ({ names, days, until }, { date }) => ({
      message: `pour ${names.join(', ')}, finit le ${date(until)} : ${daysLeft(days)}`,
      fix: 'Faites-le renouveler par qui gère le serveur : secure-client certs issue server NOM --dns HÔTE',
    }),
    'pin-first': () => ({ message: 'pas encore connu ; la première connexion retient son certificat' }),
    'pin-known': () => ({ message: 'le certificat est celui de la dernière connexion' }),
    'pin-renewed': () => ({ message: 'un certificat renouvelé, pour la même clé qu’auparavant' }),
    'server-answers': () => ({ message: 'le serveur répond' }),
    'clock-right': () => ({ message: 'celle de cette machine s’accorde avec celle du serveur' }),
    'clock-off': ({ seconds }, { duration }) => ({
      message: `celle de cette machine ${seconds > 0 ? 'avance' : 'retarde'} de ${duration(Math.abs(seconds) * 1000)} sur celle du serveur`,
      fix: 'Réglez celle qui a tort ; sous Linux : timedatectl set-ntp true',
    }),
    'clock-unknown': () => ({ message: 'non vérifié : le serveur ne dit pas l’heure' }),
    'passphrase-apart': () => ({ message: 'distincte du mot de passe' }),
    'passphrase-is-password': () => ({
      message: commandsInFrench.passphraseIsPassword,
      fix: commandsInFrench.setPassphrase,
    }),
    'logged-in': ({ username }) => ({ message: `le serveur accepte ${username}` }),
    'abilities-extended': ({ abilities: known }) => ({
      message: `niveau étendu : ${known.map((ability) => abilities[ability]).join(', ')}`,
    }),
    'abilities-base': () => ({
      message: 'niveau de base : archives entières, reprises du début après une interruption',
    }),
    'schedule-whole': ({ path, paths }) => ({
      message: `${path} : ${paths} ${plural(paths, 'chemin', 'chemins')}`,
    }),
    'schedule-empty': () => ({ message: 'rien n’est programmé' }),
    'sources-readable': () => ({ message: 'lisibles' }),
    'uploads-fresh': () => ({ message: 'aucun n’est en retard' }),
    'upload-late': ({ path, due }, { date }) => ({
      message: `${path} aurait dû être envoyé${due === null ? '' : ` le ${date(due)}`}, et ne l’a pas été`,
      fix: 'secure-client schedule run, et sans y penser : secure-client schedule install',
    }),
    'upload-failed': ({ path, message, failures }) => ({
      message: `${path} a échoué${failures > 1 ? ` ${failures} fois` : ''} : ${message}`,
      fix: `secure-client schedule run ${shellWord(path)} --now`,
    }),
    'lock-free': () => ({ message: 'libre' }),
    'lock-held': ({ runner, pid, host, since }, { date }) => ({
      message: `pris par ${scheduleInFrench.runner(runner)}, processus ${pid} sur ${host}, depuis ${date(since)}`,
    }),
    'lock-stale': ({ runner, pid, host, since }, { date }) => ({
      message: `laissé par ${scheduleInFrench.runner(runner)}, processus ${pid} sur ${host}, depuis ${date(since)}`,
      fix: 'Rien à faire : la prochaine exécution le reprend.',
    }),
    'terminal-capable': ({ term }) => ({ message: term }),
    'terminal-bare': ({ term }) => ({
      message: term === '' ? 'TERM n’est pas défini' : `TERM vaut ${term}`,
      fix: 'export TERM=xterm-256color',
    }),
    'window-large': ({ columns, rows }) => ({ message: `${columns}x${rows}` }),
    'window-small': ({ columns, rows, smallest }) => ({
      message: `${columns}x${rows} : trop petite pour les écrans`,
      fix: `Agrandissez-la à ${smallest.columns}x${smallest.rows} au moins.`,
    }),
    'charset-unicode': () => ({ message: 'UTF-8' }),
    'charset-letters': () => ({ message: 'une console : ni lignes ni blocs' }),
    'charset-ascii': () => ({
      message: 'pas d’UTF-8 : ASCII est utilisé',
      fix: 'Si elle peut mieux : export LANG=C.UTF-8, ou SECURE_CLIENT_ASCII=0',
    }),
    'colours-shown': ({ colours }, { number }) => ({ message: number(colours) }),
    'colours-off': () => ({ message: 'aucune' }),
    'program-version': ({ version }) => ({ message: version }),
    'node-version': ({ node, needed, openssl }) => ({
      message: `${node} (il faut ${needed} ou plus récent), OpenSSL ${openssl}`,
    }),
  },
  conclusion: (problems, warnings) => {
    if (problems === 0 && warnings === 0) return 'Tout va bien.';
    const counted = [
      ...(problems === 0 ? [] : [`${problems} ${plural(problems, 'problème', 'problèmes')}`]),
      ...(warnings === 0 ? [] : [`${warnings} ${plural(warnings, 'avertissement', 'avertissements')}`]),
    ];
    return `${counted.join(', ')}.`;
  },
};
