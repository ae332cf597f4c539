import type { environmentInEnglish, manualInEnglish } from '../en/surroundings.ts';
import type { HelpText, Translation } from '../helpText.ts';

export const exitCodesInFrench: HelpText['exitCodes'] = {
  done: 'réussi',
  bug: 'une erreur de notre programme',
  usage: 'mauvaise utilisation',
  connection: 'connexion ou TLS',
  credentials: 'identifiants',
  notFound: 'introuvable',
  cannotOpen: 'l’archive ne peut pas être ouverte',
  wouldOverwrite: 'des fichiers seraient écrasés',
  doneWithWarnings: 'réussi, avec des entrées sautées ou modifiées',
  locked: 'une autre exécution tient le verrou',
  localDisk: 'le disque local est plein, ou refuse l’écriture',
  interrupted: 'interrompu',
  pipeClosed: 'plus personne ne lit notre sortie',
};

export const environmentInFrench: Translation<typeof environmentInEnglish> = {
  SECURE_CLIENT_HOME: 'dossier de la configuration, des certificats et de l’état ; voir --home',
  SECURE_CLIENT_PASSWORD: 'le mot de passe',
  SECURE_CLIENT_PASSPHRASE: 'la phrase secrète, si elle n’est pas le mot de passe',
  SECURE_CLIENT_KEY_PASSPHRASE: 'la phrase secrète de notre clé privée',
  SECURE_CLIENT_DATABASE_URL:
    'postgres://… des comptes que se partagent plusieurs serveurs ; voir --database',
  SECURE_CLIENT_ASCII: '1 : dessiner les écrans en ASCII ; 0 : avec tous les caractères',
  SECURE_CLIENT_FULL_REDRAW: '1 : redessiner les écrans en entier à chaque image',
  NO_COLOR: 'non vide : écrans sans couleurs',
  INK_SCREEN_READER: 'true : dire les écrans à un lecteur d’écran',
  XDG_CONFIG_HOME: 'dossier où se trouve celui de la configuration, secure-client (par défaut : ~/.config)',
  CREDENTIALS_DIRECTORY: 'de systemd : les secrets confiés à un service',
  VISUAL: 'éditeur de `config edit` ; sinon EDITOR, sinon vi',
  LANG: 'la langue, comme LC_ALL et LC_MESSAGES ; voir --lang',
};

export const manualInFrench: Translation<typeof manualInEnglish> = {
  title: 'Manuel de secure-client',
  headings: {
    name: 'Nom',
    synopsis: 'Synopsis',
    description: 'Description',
    files: 'Fichiers',
    seeAlso: 'Voir aussi',
  },
  description: [
    'Des fichiers et des dossiers sont scellés sur cette machine en une archive chiffrée, puis envoyés par TLS mutuel à un serveur qui ne peut pas les lire. Tout ce que font les écrans est aussi une commande, pour les scripts et les machines sans terminal.',
    'Les secrets viennent d’un fichier, de l’environnement, de ce qui a été retenu, ou d’une question posée au terminal ; jamais d’un argument.',
  ],
  connectionToo: 'Et les options de « Serveur et compte ».',
  filesAreIn:
    'Dans le dossier de configuration, ~/.config/secure-client sauf indication de --home ou de SECURE_CLIENT_HOME :',
  files: {
    'certs/': 'client.crt, client.key et ca.crt, ou client.p12',
    'config.json': 'serveurs retenus, langue, thème, rappels automatiques',
    'credentials.json': 'mots de passe retenus, scellés, si le système n’a pas de trousseau',
    'upload_schedule.json': 'ce qui est envoyé automatiquement, et le dernier envoi',
    'downloads/': 'où les archives sont restaurées, sauf indication contraire',
    'state/': 'transferts inachevés, historique et verrou du programme, serveurs connus',
  },
  seeAlso: 'systemd.timer(5), crontab(5), openssl(1), secret-tool(1)',
};
