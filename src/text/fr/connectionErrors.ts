import type { ErrorSentences } from '../errorSentences.ts';

/** What is said of connections and certificates. */
export const connectionErrorsInFrench = {
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
} satisfies Partial<ErrorSentences>;

function nextAfterStatus(status: number, retryAfterSeconds: number | undefined): string {
  if (retryAfterSeconds !== undefined) return `Réessayez dans ${retryAfterSeconds} s.`;
  if (status >= 300 && status < 400)
    return 'Il renvoie ailleurs, ce qui n’est pas suivi : donnez l’adresse du serveur lui-même.';
  if (status === 407) return 'Un mandataire s’interpose : donnez l’adresse du serveur lui-même.';
  if (status === 413 || status === 507)
    return 'Envoyez-en moins à la fois, supprimez des archives, ou demandez de la place à qui gère le serveur.';
  return 'Réessayez plus tard, ou adressez-vous à qui gère le serveur.';
}
