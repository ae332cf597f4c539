import type { programInEnglish } from '../en/program.ts';
import type { Translation } from '../helpText.ts';

export const programInFrench: Translation<typeof programInEnglish> = {
  'secure-client': {
    summary: 'garder des fichiers en sûreté sur un serveur auquel rien n’oblige à se fier',
    description: 'Sans commande, il ouvre les écrans ; ses options remplissent la connexion.',
    examples: [
      { does: 'Tout essayer, sur un serveur jetable', command: 'secure-client demo' },
      { does: 'Tout sur une commande', command: 'secure-client help schedule add' },
    ],
  },
  demo: {
    summary: 'tout essayer : un serveur, un compte et des archives jetables, dans les écrans',
    examples: [
      { does: 'En anglais', command: 'secure-client demo --lang en' },
      { does: 'Et regarder les fichiers ensuite', command: 'secure-client demo --keep' },
    ],
  },
  doctor: {
    summary:
      'vérifier dossier, certificats, liaison, compte, envois programmés et terminal, et dire que faire',
    description:
      'Rien n’est changé, et rien n’est demandé : il se connecte si un mot de passe est à portée. Il se termine par 0 s’il n’y a pas de problème, même avec des avertissements ; sinon par le code du premier problème : 3 connexion, TLS ou certificats, 4 identifiants, 5 introuvable, 8 envois programmés, 10 dossier ou disque.',
    examples: [
      { does: 'Tout', command: 'secure-client doctor' },
      {
        does: 'Pour une surveillance',
        command: 'secure-client doctor --json --password-file ~/.mot-de-passe',
      },
    ],
  },
  completion: {
    summary: 'afficher un script par lequel le shell complète commandes, options, fichiers et archives',
    examples: [
      { does: 'Dans ~/.bashrc ou ~/.zshrc', command: 'source <(secure-client completion bash)' },
      {
        does: 'Pour fish, une seule fois',
        command: 'secure-client completion fish > ~/.config/fish/completions/secure-client.fish',
      },
    ],
  },
  help: {
    summary: 'afficher l’aide d’une commande',
    arguments: { command: 'les mots de la commande' },
    examples: [{ does: 'Comme --help', command: 'secure-client help schedule add' }],
  },
};
