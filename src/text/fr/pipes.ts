import type { PipeProblem } from '../../common/usageProblem.ts';
import type { ErrorSentences } from '../errorSentences.ts';
import type { UsageText } from '../usageText.ts';

const uploadExample = 'Par exemple : pg_dump base | secure-client upload - --label base';

/** What is said of commands that take standard input or output for a file, and wrongly. */
export const pipeUsageInFrench: Pick<UsageText['problems'], PipeProblem> = {
  'stdin-terminal': () => ({
    message: 'L’entrée standard est un terminal : il faudrait taper ce qui doit y être lu.',
    next: uploadExample,
  }),
  'stdin-not-alone': () => ({
    message: '- désigne l’entrée standard, qui fait une archive à elle seule : aucun autre chemin avec elle.',
    next: 'Donnez les chemins à une autre commande. Un fichier nommé - s’écrit ./-',
  }),
  'stdin-options': () => ({
    message: 'Ce qui vient de l’entrée standard est un seul fichier : aucun motif n’y choisit rien.',
    next: 'Enlevez --include et --exclude.',
  }),
  'stdin-compress': () => ({
    message: 'Ce qui vient de l’entrée standard est toujours compressé, si cela le rend plus petit.',
    next: 'Enlevez --compress.',
  }),
  'stdin-server-mode': () => ({
    message: 'Ce qui vient de l’entrée standard est scellé sur cette machine, jamais envoyé tel quel.',
    next: 'Ajoutez --mode client, ou écrivez-le d’abord dans un fichier.',
  }),
  'stdin-label': () => ({
    message: 'Ce qui vient de l’entrée standard n’a pas de nom : il faut une étiquette à l’archive.',
    next: uploadExample,
  }),
  'stdin-name': () => ({
    message: 'Ce qui vient de l’entrée standard n’a pas de nom, et l’archive non plus.',
    next: 'Par exemple : pg_dump base | secure-client seal - -o - --stdin-name base.sql > base.enc',
  }),
  'stdin-name-unusable': () => ({
    message: 'Le nom donné à ce qui vient de l’entrée standard ne peut pas être celui d’un fichier.',
    next: 'Donnez à --stdin-name un nom simple, sans barre oblique : --stdin-name base.sql',
  }),
  'stdout-terminal': () => ({
    message: 'Une archive scellée ne s’écrit pas sur un terminal.',
    next: 'Redirigez-la, ou passez-la à un autre programme : secure-client seal CHEMIN -o - > archive.enc',
  }),
  'stdout-json': () => ({
    message: 'La sortie standard ne peut pas contenir à la fois un fichier et un document JSON.',
    next: 'Enlevez --json, ou écrivez dans un fichier.',
  }),
  'stdout-options': () => ({
    message:
      'Ce qui va sur la sortie standard est le contenu d’un fichier d’une archive scellée, et rien d’autre.',
    next: 'Enlevez --legacy, --owner, --overwrite, --list et --verify, ou restaurez dans un dossier : --to DOSSIER',
  }),
};

/** What is said where standard input or output stands for a file. */
export const pipeErrorsInFrench = {
  'stdin-empty': () => ({
    message: 'Rien n’est venu de l’entrée standard ; rien n’a donc été enregistré.',
    next: 'Voyez si le programme placé avant le tube a échoué. Si c’est bien vide : --allow-empty',
  }),
  'several-files': ({ name, paths }) => ({
    message: `${name} contient ${paths.length} fichiers possibles : ${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ' …' : ''}`,
    next: `La sortie standard n’en prend qu’un : choisissez-le avec --only, par exemple --only '${paths[0] ?? ''}'`,
  }),
  'file-cut-short': ({ name, bytes }) => ({
    message: `${name} est abîmée ou a été altérée : seuls les ${bytes} premiers octets du fichier ont pu être écrits.`,
    next: 'N’utilisez pas ce qui a été écrit. Recommencez ; si rien ne change, prenez une autre archive et vérifiez le serveur.',
  }),
  'pipe-closed': () => ({
    message: 'Le programme qui lit la sortie n’en veut plus.',
    next: 'Il n’y a rien à faire.',
  }),
} satisfies Partial<ErrorSentences>;
