import type { ConfigProblem, ExpectedValue } from '../../common/configProblem.ts';
import type { ErrorSentences } from '../errorSentences.ts';

/** What is said of settings that cannot be. */
export const configErrorsInFrench = {
  'config-key-unknown': ({ key, nearest, keys }) => ({
    message: `Il n’y a pas de réglage ${key}.`,
    next: `${nearest === null ? '' : `Vouliez-vous dire ${nearest} ? `}Il y a : ${keys.join(', ')}.`,
  }),
  'config-key-needed': ({ key, whole }) => ({
    message: `${key} ne peut pas être retiré : ${whole} en a besoin.`,
    next: `Le tout est retiré par : secure-client config unset "${whole}"`,
  }),
  'config-value-refused': ({ key, expected }) => ({
    message: `${key} doit être ${describeExpected(expected)}.`,
    next: 'Rien n’a été changé. secure-client config schema dit ce que prend chaque réglage.',
  }),
  'config-password': () => ({
    message: 'Les mots de passe ne sont pas gardés dans config.json, ni montrés.',
    next: 'secure-client login --remember-password en garde un, dans le trousseau du système ou scellé.',
  }),
  'config-not-set': ({ key, usual }) => ({
    message:
      usual === null
        ? `${key} n’est pas défini.`
        : `${key} n’est pas défini ; la valeur par défaut est ${usual}.`,
    next: 'secure-client config list montre ce qui est défini.',
  }),
  'config-invalid': ({ path, problems }) => ({
    message: `Pas enregistré : ${problems.map(describeConfigProblem).join(' ')}`,
    next: `${path} est resté tel quel. Recommencez avec : secure-client config edit`,
  }),
  'config-changed-meanwhile': ({ path, copyPath }) => ({
    message: `${path} a été changé entre-temps, et reste ainsi.`,
    next: `Ce que vous avez écrit est dans ${copyPath}.`,
  }),
  'editor-missing': ({ editor }) => ({
    message: editor === null ? 'Aucun éditeur n’est défini.' : `Il n’y a pas d’éditeur ${editor}.`,
    next: 'Définissez la variable VISUAL ou EDITOR, par exemple : export EDITOR=nano',
  }),
  'editor-failed': ({ editor, exitCode }) => ({
    message: `${editor} s’est terminé par ${exitCode === null ? 'un signal' : `le code ${exitCode}`} : rien n’a été changé.`,
    next: 'Définissez un autre éditeur par la variable VISUAL ou EDITOR, ou utilisez secure-client config set.',
  }),
} satisfies Partial<ErrorSentences>;

/** One thing that is wrong with `config.json`, as a sentence. */
export function describeConfigProblem(problem: ConfigProblem): string {
  switch (problem.kind) {
    case 'not-json':
      return `Ce n’est pas du JSON : ligne ${problem.line}, colonne ${problem.column}.`;
    case 'unknown-key': {
      const { key, nearest } = problem;
      return `Il n’y a pas de réglage ${key}${nearest === null ? '.' : ` ; vouliez-vous dire ${nearest} ?`}`;
    }
    case 'value':
      return `${problem.key} doit être ${describeExpected(problem.expected)}.`;
  }
}

function describeExpected(expected: ExpectedValue): string {
  switch (expected.kind) {
    case 'text':
      return 'un texte qui n’est pas vide';
    case 'url':
      return 'une adresse qui commence par https:// ou http://';
    case 'absolute-path':
      return 'un chemin qui commence par /';
    case 'one-of':
      return expected.values.length === 1
        ? String(expected.values[0])
        : `l’une des valeurs ${expected.values.join(', ')}`;
    case 'number': {
      const { isWhole, least, above, most } = expected;
      const limits = [
        ...(least === null ? [] : [`de ${least}`]),
        ...(above === null ? [] : [`supérieur à ${above}`]),
        ...(most === null ? [] : [least === null ? `et d’au plus ${most}` : `à ${most}`]),
      ];
      return [isWhole ? 'un nombre entier' : 'un nombre', ...limits].join(' ');
    }
    case 'json': {
      if (expected.example !== null) return `du JSON comme ${expected.example}`;
      return expected.keys.length === 0
        ? 'un objet JSON'
        : `un objet JSON dont les clés sont parmi ${expected.keys.join(', ')}`;
    }
  }
}
