import type { ErrorSentences } from '../errorSentences.ts';

/** What is said of archives that cannot be opened. */
export const archiveErrorsInFrench = {
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
} satisfies Partial<ErrorSentences>;
