import type { ErrorSentences } from '../errorSentences.ts';
import { createUnits } from '../units.ts';
import { scheduleInFrench } from './schedule.ts';

export const errorsInFrench: ErrorSentences = {
  usage: ({ reason }) => ({ message: reason, next: 'Les options et un exemple sont donnés par --help.' }),
  'no-terminal': () => ({
    message: 'Les écrans ont besoin d’un terminal en entrée et en sortie.',
    next: 'Lancez une commande (secure-client --help les énumère), ou connectez-vous avec ssh -t.',
  }),
  'node-too-old': ({ found, needed }) => ({
    message: `Ce Node.js est la version ${found} ; secure-client demande la ${needed} ou plus récente.`,
    next: 'Installez un Node.js plus récent : il apporte la cryptographie dont les archives ont besoin.',
  }),
  'tls-verification-disabled': () => ({
    message:
      'NODE_TLS_REJECT_UNAUTHORIZED=0 est défini : n’importe quel serveur pourrait se faire passer pour le vôtre.',
    next: 'Supprimez cette variable et recommencez.',
  }),
  'host-unknown': ({ host }) => ({
    message: `Aucun serveur n’est connu sous le nom ${host}.`,
    next: 'Vérifiez l’orthographe, ou donnez l’adresse IP.',
  }),
  'connection-refused': ({ host, port }) => ({
    message: `${host} refuse les connexions sur le port ${port}.`,
    next: 'Vérifiez le port, et que le serveur est démarré.',
  }),
  'host-unreachable': ({ host, port }) => ({
    message: `Aucun chemin ne mène d’ici à ${host}:${port}.`,
    next: 'Vérifiez l’adresse, le réseau et le pare-feu.',
  }),
  'connection-timed-out': ({ host, port, stage, seconds }) => ({
    message: {
      connect: `${host}:${port} n’a pas répondu en ${seconds} s (pas de connexion).`,
      handshake: `${host}:${port} n’a pas répondu en ${seconds} s (muet pendant la négociation TLS).`,
      response: `${host}:${port} n’a pas répondu en ${seconds} s (muet après la requête).`,
      answer: `${host}:${port} n’a pas répondu en ${seconds} s (sa réponse n’a pas pris fin).`,
      transfer: `${host}:${port} est trop lent : en ${seconds} s, le transfert n’a presque pas avancé.`,
    }[stage],
    next: 'Vérifiez l’adresse et le port, ou réessayez plus tard.',
  }),
  'connection-lost': ({ host, port }) => ({
    message: `La connexion à ${host}:${port} s’est interrompue.`,
    next: 'Réessayez ; rien d’incomplet n’a été gardé sous un nom définitif.',
  }),
  'not-tls': ({ host, port }) => ({
    message: `Ce qui répond sur ${host}:${port} ne parle pas TLS.`,
    next: 'Vérifiez le port : c’est sans doute un autre service.',
  }),
  'tls-failed': ({ host, port, reason }) => ({
    message: `La négociation TLS avec ${host}:${port} a échoué : ${reason}.`,
    next: 'Vérifiez les certificats des deux côtés.',
  }),
  'tls-protocol-too-old': ({ host, port }) => ({
    message: `${host}:${port} ne connaît que des versions de TLS antérieures à 1.2.`,
    next: 'Mettez le serveur à jour.',
  }),
  'tls-nothing-in-common': ({ host, port }) => ({
    message: `${host}:${port} n’a rien trouvé de commun avec nous : ni chiffrement, ni sorte de certificat.`,
    next: 'Mettez le serveur à jour, ou faites-lui accepter TLS 1.3 et les certificats ECDSA.',
  }),
  'server-authority-unknown': ({ host, port, authorityPath }) => ({
    message: `Le certificat de ${host}:${port} n’a pas été émis par votre autorité (${authorityPath}).`,
    next: 'Mettez-y le bon ca.crt ; si c’est le bon, le serveur tait un certificat intermédiaire, ou n’est pas le vôtre.',
  }),
  'server-certificate-self-signed': ({ host, port, authorityPath }) => ({
    message: `${host}:${port} a signé lui-même son certificat ; votre autorité (${authorityPath}) n’y est pour rien.`,
    next: 'Émettez-lui-en un : secure-client certs issue server ; ou, si vous le connaissez bien, mettez-y celui-ci.',
  }),
  'server-issuer-not-allowed': ({ host, port }) => ({
    message: `Le certificat de ${host}:${port} a été émis par un autre qui n’a pas le droit d’en émettre.`,
    next: 'Ne vous fiez pas à ce serveur ; faites-lui émettre un certificat par votre autorité.',
  }),
  'server-certificate-wrong-use': ({ host, port }) => ({
    message: `Le certificat de ${host}:${port} n’est pas fait pour un serveur, ou a été émis par un autre qui n’est pas une autorité.`,
    next: 'Faites-lui-en émettre un autre par votre autorité : secure-client certs issue server NOM --dns HÔTE',
  }),
  'server-certificate-too-weak': ({ host, port }) => ({
    message: `Le certificat de ${host}:${port} pourrait être contrefait : sa clé ou sa signature est trop faible.`,
    next: 'Renouvelez-le sur le serveur avec une clé et une signature d’aujourd’hui.',
  }),
  'server-certificate-not-accepted': ({ host, port, shown }) => ({
    message: `${host}:${port} présente un autre certificat que celui à accepter : ${shown.fingerprint256}`,
    next: 'Demandez à qui gère le serveur lequel des deux est le bon.',
  }),
  'server-certificate-changed': ({ host, port, shown }) => ({
    message: `${host}:${port} présente un autre certificat qu’auparavant, avec une autre clé.`,
    next: `Demandez à qui gère le serveur ; si c’est voulu : secure-client login --accept-certificate ${shown.fingerprint256}`,
  }),
  'server-certificate-expired': ({ host, port }) => ({
    message: `Le certificat de ${host}:${port}, ou l’un de ceux dont il dépend, a expiré.`,
    next: 'Renouvelez-le sur le serveur, et vérifiez l’horloge de cette machine.',
  }),
  'server-certificate-not-yet-valid': ({ host, port }) => ({
    message: `Le certificat de ${host}:${port}, ou l’un de ceux dont il dépend, n’est pas encore valable.`,
    next: 'Vérifiez l’horloge de cette machine, puis celle de la machine qui l’a émis.',
  }),
  'server-name-mismatch': ({ host, names }) => ({
    message: `Le certificat du serveur n’est pas pour ${host}, mais pour ${names || 'aucun nom'}.`,
    next: 'Utilisez l’un de ces noms, ou émettez pour le serveur un certificat à ce nom.',
  }),
  'client-certificate-missing': ({ path }) => ({
    message: `Il n’y a pas de fichier de certificat ${path}.`,
    next: 'Mettez-y client.crt, client.key et ca.crt (ou client.p12), ou créez-les : secure-client certs issue client NOM',
  }),
  'client-certificate-unusable': ({ path, reason }) => ({
    message: `${path} est inutilisable : ${reason}.`,
    next: 'Remplacez-le par un fichier PEM émis par votre autorité.',
  }),
  'client-certificate-expired': ({ path, day }) => ({
    message: `Notre certificat ${path} a expiré le ${day}.`,
    next: 'Émettez-en un autre : secure-client certs issue client NOM',
  }),
  'client-certificate-not-yet-valid': ({ path, day }) => ({
    message: `Notre certificat ${path} n’est pas valable avant le ${day}.`,
    next: 'Vérifiez l’horloge de cette machine : date l’affiche.',
  }),
  'authority-expired': ({ path, day }) => ({
    message: `L’autorité dans ${path} a expiré le ${day}.`,
    next: 'Mettez-y le certificat de celle qui lui succède, et vérifiez l’horloge de cette machine.',
  }),
  'client-certificate-required': ({ host, port }) => ({
    message: `${host}:${port} demande un certificat client, et le nôtre n’est pas d’une sorte qu’il accepte.`,
    next: 'Demandez à qui gère le serveur quelles sortes de clés il accepte, et émettez-en une.',
  }),
  'client-certificate-expired-there': ({ host, port }) => ({
    message: `${host}:${port} dit que notre certificat client a expiré.`,
    next: 'Comparez les horloges des deux machines, ou émettez-en un autre : secure-client certs issue client NOM',
  }),
  'client-certificate-revoked': ({ host, port }) => ({
    message: `${host}:${port} dit que notre certificat client a été révoqué.`,
    next: 'Demandez-en la raison à qui gère l’autorité, et un nouveau certificat.',
  }),
  'client-certificate-refused': ({ host, port }) => ({
    message: `${host}:${port} a refusé notre certificat client.`,
    next: 'Demandez un certificat à l’autorité que ce serveur reconnaît.',
  }),
  'client-key-mismatch': ({ certificatePath, keyPath }) => ({
    message: `La clé ${keyPath} ne correspond pas au certificat ${certificatePath}.`,
    next: 'Mettez-y la paire émise ensemble.',
  }),
  'client-key-passphrase-missing': ({ path }) => ({
    message: `${path} demande une phrase secrète, et aucune n’a été donnée.`,
    next: 'Utilisez --key-passphrase-file FICHIER ou SECURE_CLIENT_KEY_PASSPHRASE, ou un terminal pour qu’elle soit demandée.',
  }),
  'client-key-passphrase-wrong': ({ path }) => ({
    message: `La phrase secrète n’ouvre pas ${path}.`,
    next: 'Donnez celle qui chiffre la clé, dans un fichier : --key-passphrase-file FICHIER',
  }),
  'server-misbehaved': ({ host, port, reason }) => ({
    message: `${host}:${port} a envoyé une réponse invalide : ${reason}.`,
    next: 'Vérifiez que c’est un serveur de cette famille ; si oui, signalez-le.',
  }),
  'server-answered': ({ status, message, retryAfterSeconds }) => ({
    message:
      message === '' ? `Le serveur a répondu ${status}.` : `Le serveur a répondu ${status} : ${message}`,
    next: nextAfterStatus(status, retryAfterSeconds),
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
    next: 'Donnez une plus grande partie du nom, ou latest:LABEL pour la plus récente d’un libellé.',
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
  'archive-name-refused': ({ name, suggestion }) => ({
    message: `Ce serveur ne peut pas garder une archive nommée ${name}.`,
    next: `Choisissez un nom en lettres simples, par exemple ${suggestion}.`,
  }),
  'one-file-only': ({ path, found }) => ({
    message: {
      folder: `En mode serveur, un seul fichier est envoyé tel quel, et ${path} est un dossier.`,
      'special-file': `En mode serveur, un seul fichier est envoyé tel quel, et ${path} n’en est pas un.`,
      several: 'En mode serveur, un seul fichier est envoyé tel quel, et plusieurs chemins sont donnés.',
      options:
        'En mode serveur, un seul fichier est envoyé tel quel : étiquette, motifs et destinataires n’y ont pas de sens.',
    }[found],
    next: 'Envoyez les fichiers un par un, ou scellez le tout sur cette machine : --mode client',
  }),
  'not-an-archive': ({ name }) => ({
    message: `${name} n’est pas une archive scellée.`,
    next: 'Si elle vient d’un ancien serveur, qui scellait lui-même : --legacy l’ouvre, sans authentification.',
  }),
  'legacy-unreadable': ({ name }) => ({
    message: `${name} ne s’ouvre pas comme archive ancienne : autre mot de passe, ou abîmée.`,
    next: 'Donnez le mot de passe du compte en usage lors de l’envoi.',
  }),
  'archive-version-unknown': ({ name, version }) => ({
    message: `${name} est au format version ${version}, inconnu de ce programme.`,
    next: 'Mettez secure-client à jour.',
  }),
  'passphrase-or-envelope-wrong': ({ name }) => ({
    message: `${name} ne s’ouvre pas avec cette phrase secrète (ou son enveloppe a été altérée).`,
    next: 'Essayez la phrase secrète en usage lors de l’envoi.',
  }),
  'archive-damaged': ({ name, reason }) => ({
    message: `${name} est abîmée ou a été altérée : ${reason}. Rien n’a été restauré.`,
    next: 'Téléchargez-la de nouveau ; si rien ne change, prenez une autre archive et vérifiez le serveur.',
  }),
  'archive-truncated': ({ name }) => ({
    message: `${name} est tronquée. Rien n’a été restauré.`,
    next: 'Téléchargez-la de nouveau ; si rien ne change, prenez une autre archive et vérifiez le serveur.',
  }),
  'archive-swapped': ({ name, found }) => ({
    message: `Le serveur a envoyé l’archive ${found} sous le nom ${name}. Rien n’a été restauré.`,
    next: 'Ne vous fiez plus à ce serveur avant d’en connaître la raison.',
  }),
  'path-not-in-archive': ({ name, path }) => ({
    message: `${name} ne contient rien qui corresponde à ${path}.`,
    next: 'Voyez son contenu : secure-client show NOM',
  }),
  'server-cannot': ({ what }) => ({
    message: {
      delete: 'Ce serveur ne sait pas supprimer d’archive.',
      rewrap: 'Ce serveur ne sait pas changer qui peut ouvrir une archive.',
    }[what],
    next: {
      delete:
        'Demandez à qui le gère de supprimer l’archive ; le serveur compagnon (secure-client serve) le peut.',
      rewrap:
        'Téléchargez l’archive et renvoyez-la avec la nouvelle phrase secrète ou les nouveaux destinataires.',
    }[what],
  }),
  'transfer-unknown': ({ id }) => ({
    message: `Il n’y a pas de transfert inachevé ${id}.`,
    next: 'secure-client transfers list montre ce qu’il y a.',
  }),
  'archive-changed': ({ name }) => ({
    message: `${name} a été modifiée entre-temps sur le serveur.`,
    next: 'Relisez la liste, et recommencez si c’est toujours ce que vous voulez.',
  }),
  'archive-entry-refused': ({ name, entry, reason }) => ({
    message: `${name} contient une entrée qui ne doit pas être restaurée, ${entry} : ${reason}. Rien n’a été restauré.`,
    next: 'Cherchez qui a fait cette archive.',
  }),
  'key-derivation-too-costly': ({ name }) => ({
    message: `${name} exige plus de mémoire ou de temps que permis pour dériver sa clé.`,
    next: 'Elle n’a pas été faite par ce programme avec ses réglages ; cherchez qui l’a faite.',
  }),
  'sources-changed-too-much': () => ({
    message: 'Trop de fichiers ont changé pendant la lecture ; l’envoi a été abandonné.',
    next: 'Réessayez quand les fichiers seront plus calmes.',
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

function nextAfterStatus(status: number, retryAfterSeconds: number | undefined): string {
  if (retryAfterSeconds !== undefined) return `Réessayez dans ${retryAfterSeconds} s.`;
  if (status >= 300 && status < 400)
    return 'Il renvoie ailleurs, ce qui n’est pas suivi : donnez l’adresse du serveur lui-même.';
  if (status === 407) return 'Un mandataire s’interpose : donnez l’adresse du serveur lui-même.';
  if (status === 413 || status === 507)
    return 'Envoyez-en moins à la fois, supprimez des archives, ou demandez de la place à qui gère le serveur.';
  return 'Réessayez plus tard, ou adressez-vous à qui gère le serveur.';
}
