import type { ConfigText } from '../configText.ts';

export const configInFrench: ConfigText = {
  set: (key, value) => `${key} vaut maintenant ${value}`,
  unset: (key) => `${key} n’est plus défini.`,
  wasNotSet: (key) => `${key} n’était pas défini.`,
  dropped: (keys) =>
    `N’est plus défini non plus, car cela valait pour le serveur d’avant : ${keys.join(', ')}.`,
  usual: '(par défaut)',
  oldPassword:
    'Un mot de passe d’une version antérieure se trouve ici en clair. secure-client login --remember-password le garde à l’abri ; config unset password le retire.',
  edited: (path) => `${path} est changé.`,
  unchanged: (path) => `${path} est inchangé.`,
  editAgain: 'Modifier encore ? [o/N] ',
};
