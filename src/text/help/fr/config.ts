import type { configInEnglish } from '../en/config.ts';
import type { Translation } from '../helpText.ts';

const ofProfile = { '--profile': 'les réglages de ce serveur retenu' } as const;

export const configInFrench: Translation<typeof configInEnglish> = {
  config: {
    summary: 'lire et changer les réglages de config.json',
    description: 'Un réglage est nommé par son chemin : theme, timeouts.connect, profiles.office.host.',
    examples: [
      { does: 'Ce qui est défini', command: 'secure-client config list' },
      { does: 'Les écrans en français', command: 'secure-client config set language fr' },
    ],
  },
  'config get': {
    summary: 'afficher la valeur d’un réglage',
    description: 'Se termine par 5 s’il n’est pas défini.',
    arguments: { key: 'nom du réglage' },
    options: ofProfile,
    examples: [
      { does: 'Quel serveur', command: 'secure-client config get host' },
      { does: 'Celui d’un profil', command: 'secure-client config get host --profile bureau' },
    ],
  },
  'config set': {
    summary: 'définir un réglage',
    description:
      'Les listes et les objets sont donnés en JSON. Si un autre serveur est défini, ce qui valait pour celui d’avant disparaît : `mode`, et un mot de passe d’une version antérieure.',
    arguments: { key: 'nom du réglage', value: 'un mot, un nombre, ou du JSON' },
    options: ofProfile,
    examples: [
      { does: 'Plus de temps pour un serveur lent', command: 'secure-client config set timeouts.answer 300' },
      {
        does: 'Être averti quand un envoi échoue',
        command: `secure-client config set hooks.on_failure '{"url":"https://x.example.org"}'`,
      },
    ],
  },
  'config unset': {
    summary: 'retirer un réglage, avec tout ce qu’il contient',
    arguments: { key: 'nom du réglage' },
    options: ofProfile,
    examples: [
      { does: 'Les délais habituels', command: 'secure-client config unset timeouts' },
      { does: 'Oublier un serveur', command: 'secure-client config unset profiles.bureau' },
    ],
  },
  'config list': {
    summary: 'montrer ce qui est défini, et les valeurs par défaut',
    options: ofProfile,
    examples: [
      { does: 'Tout', command: 'secure-client config list' },
      { does: 'Un profil, pour un script', command: 'secure-client config list --profile bureau --json' },
    ],
  },
  'config edit': {
    summary: 'ouvrir les réglages dans un éditeur, et les garder s’ils sont utilisables',
    description: 'L’éditeur est $VISUAL, sinon $EDITOR, sinon vi.',
    examples: [{ does: 'Dans nano', command: 'EDITOR=nano secure-client config edit' }],
  },
  'config path': {
    summary: 'afficher où se trouve config.json',
    examples: [
      { does: 'Celui d’un autre dossier', command: 'secure-client config path --home /srv/sauvegarde' },
    ],
  },
  'config schema': {
    summary: 'afficher le schéma JSON d’un fichier, pour les éditeurs',
    arguments: { file: 'le fichier dont c’est le schéma' },
    examples: [
      {
        does: 'Pour la clé $schema de config.json',
        command: 'secure-client config schema > ~/.config/secure-client/config.schema.json',
      },
      { does: 'Celui de upload_schedule.json', command: 'secure-client config schema schedule' },
    ],
  },
};
