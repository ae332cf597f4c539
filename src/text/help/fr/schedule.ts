import type { scheduleInEnglish } from '../en/schedule.ts';
import type { Translation } from '../helpText.ts';

const scheduledPath = 'un des chemins programmés, comme `schedule list` le montre';

export const scheduleInFrench: Translation<typeof scheduleInEnglish> = {
  schedule: {
    summary: 'fichiers et dossiers envoyés automatiquement, chaque jour ou à votre gré',
    description:
      'Ils sont envoyés tant que les écrans sont ouverts, par `schedule run --watch`, ou par le minuteur que `schedule install` met en place.',
    examples: [
      {
        does: 'Chaque jour, à partir de maintenant',
        command: 'secure-client schedule add /etc /var/backups',
      },
      { does: 'Même quand personne n’est là', command: 'secure-client schedule install' },
    ],
  },
  'schedule add': {
    summary: 'programmer des fichiers et des dossiers ; chacun devient une archive',
    examples: [
      { does: 'Toutes les 24 heures', command: 'secure-client schedule add /etc /var/backups' },
      {
        does: 'Chaque nuit, si quelque chose a changé',
        command: 'secure-client schedule add ~/travail --at 02:30 --skip-unchanged',
      },
      {
        does: 'Toutes les six heures en semaine, en gardant sept jours',
        command: 'secure-client schedule add /srv/mail --cron "0 */6 * * 1-5" --keep-daily 7',
      },
    ],
  },
  'schedule edit': {
    summary: 'modifier l’envoi d’un chemin',
    description: 'Ce qui n’est pas donné ne change pas ; une valeur vide retire une étiquette ou une liste.',
    arguments: { path: scheduledPath },
    examples: [
      { does: 'Deux fois par jour', command: 'secure-client schedule edit /etc --every 12h' },
      {
        does: 'Sans étiquette, et sans fichiers temporaires',
        command: 'secure-client schedule edit /srv/mail --label "" --exclude "*.tmp"',
      },
    ],
  },
  'schedule list': {
    summary: 'montrer ce qui est programmé : dernier envoi, prochain envoi, dernière erreur',
    examples: [{ does: 'Tout ce qui est programmé', command: 'secure-client schedule list' }],
  },
  'schedule remove': {
    summary: 'ne plus programmer un chemin ; ses archives restent',
    arguments: { path: scheduledPath },
    examples: [{ does: 'Un chemin', command: 'secure-client schedule remove /etc' }],
  },
  'schedule pause': {
    summary: 'ne plus envoyer un chemin jusqu’à sa reprise',
    arguments: { path: scheduledPath },
    examples: [{ does: 'Un chemin', command: 'secure-client schedule pause /srv/mail' }],
  },
  'schedule resume': {
    summary: 'reprendre un chemin en pause ; un seul envoi rattrape ceux qui ont manqué',
    arguments: { path: scheduledPath },
    examples: [{ does: 'Un chemin', command: 'secure-client schedule resume /srv/mail' }],
  },
  'schedule run': {
    summary: 'envoyer ce qui est à envoyer, et terminer ; pour cron et les minuteurs',
    arguments: { path: 'seulement ceux-ci parmi ce qui est programmé' },
    examples: [
      {
        does: 'Là où personne ne peut donner le mot de passe',
        command: 'secure-client schedule run --password-file /root/.mot-de-passe',
      },
      { does: 'Rester, et envoyer à mesure', command: 'secure-client schedule run --watch' },
      { does: 'Un chemin tout de suite', command: 'secure-client schedule run /etc --now' },
    ],
  },
  'schedule history': {
    summary: 'montrer ce qui a été envoyé, sauté ou a échoué, le plus récent en premier',
    arguments: { path: 'seulement ce chemin' },
    examples: [
      { does: 'Les cinq derniers d’un chemin', command: 'secure-client schedule history /etc --limit 5' },
    ],
  },
  'schedule status': {
    summary: 'dire si tout ce qui est programmé est à jour ; pour la surveillance',
    description:
      'Se termine par 0 quand tout est à jour ou attend son tour, par 8 quand quelque chose est en retard, sinon par le code de ce qui a échoué : 3 connexion, 4 identifiants, 5 chemin introuvable…',
    examples: [
      { does: 'Six heures de retard ne sont rien', command: 'secure-client schedule status --grace 6h' },
      {
        does: 'Pour le « node exporter » de Prometheus',
        command: 'secure-client schedule status --metrics /var/lib/node_exporter/backup.prom',
      },
    ],
  },
  'schedule install': {
    summary: 'écrire un service et un minuteur systemd pour les envois, ou une ligne pour cron',
    options: { '--system': 'pour toute la machine et non pour vous seul ; réservé à root' },
    examples: [
      {
        does: 'Pour vous seul',
        command: 'secure-client schedule install --password-file ~/.mot-de-passe',
      },
      { does: 'Voir seulement ce qui serait écrit', command: 'secure-client schedule install --print' },
    ],
  },
  'schedule uninstall': {
    summary: 'supprimer le service et le minuteur écrits par `schedule install`',
    options: { '--system': 'ceux de toute la machine ; réservé à root' },
    examples: [{ does: 'Les vôtres', command: 'secure-client schedule uninstall' }],
  },
};
