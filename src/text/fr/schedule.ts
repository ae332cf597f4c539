import { describeCron } from '../cron/describeCron.ts';
import { type Interval, wholeInterval } from '../interval.ts';
import { createPlural } from '../plural.ts';
import type { ScheduleText, ShownKeepRules } from '../scheduleText.ts';

const plural = createPlural('fr');

const runners: Readonly<Record<string, string>> = {
  screens: 'les écrans',
  run: 'schedule run',
  watch: 'schedule run --watch',
  now: 'schedule run --now',
  edit: 'une modification du programme',
  'edit-config': 'une modification des réglages',
};

const units: Readonly<Record<Interval['unit'], { readonly one: string; readonly many: string }>> = {
  second: { one: 'toutes les secondes', many: 'secondes' },
  minute: { one: 'toutes les minutes', many: 'minutes' },
  hour: { one: 'toutes les heures', many: 'heures' },
  day: { one: 'tous les jours', many: 'jours' },
  week: { one: 'toutes les semaines', many: 'semaines' },
};

const problems: Readonly<Record<string, string>> = {
  unreadable: 'illisible',
  vanished: 'disparu entre-temps',
  changed: 'modifié pendant la lecture',
  'special-file': 'ni fichier, ni dossier, ni lien',
};

const keptInFrench = ({ last, daily, weekly, monthly }: ShownKeepRules): string =>
  [
    ...(last === undefined ? [] : [`les ${last} dernières`]),
    ...(daily === undefined ? [] : [`une par jour sur ${daily}`]),
    ...(weekly === undefined ? [] : [`une par semaine sur ${weekly}`]),
    ...(monthly === undefined ? [] : [`une par mois sur ${monthly}`]),
  ].join(', ');

export const scheduleInFrench: ScheduleText = {
  rule: (rule) => {
    if ('at' in rule) return `chaque jour à ${rule.at} (${rule.zone})`;
    if ('cron' in rule) {
      const words = describeCron(rule.cron, 'fr');
      const told = `cron ${rule.cron}`;
      return words === null ? `${told} (${rule.zone})` : `${words} (${told}, ${rule.zone})`;
    }
    const { count, unit } = wholeInterval(rule.every);
    if (count === 1) return units[unit].one;
    return `${unit === 'day' ? 'tous' : 'toutes'} les ${count} ${units[unit].many}`;
  },
  briefRule: (rule) => {
    if ('at' in rule) return `chaque jour à ${rule.at}`;
    if ('cron' in rule) return describeCron(rule.cron, 'fr') ?? `cron ${rule.cron}`;
    return scheduleInFrench.rule(rule);
  },
  kept: (rules) => `archives gardées : ${keptInFrench(rules)}`,
  runner: (runner) => runners[runner] ?? runner,
  states: {
    fresh: 'à jour',
    due: 'à envoyer',
    retrying: 'en échec, sera réessayé',
    alarming: 'demande votre attention',
    paused: 'en pause',
  },
  firstTime: 'attend sa première fois',
  nothingScheduled: 'Rien n’est programmé. Ajoutez quelque chose : secure-client schedule add CHEMIN',
  nothingDue: 'Rien n’est à envoyer.',
  now: 'maintenant',
  entry: ({ path, rule, state, last, next, isNow, following, error, settings }, { date }) =>
    [
      `${path}  ${state === 'fresh' && last === null ? scheduleInFrench.firstTime : scheduleInFrench.states[state]}`,
      `  ${scheduleInFrench.rule(rule)} ; dernier : ${last === null ? 'jamais' : date(last)} ; prochain : ${
        next === null ? 'aucun' : isNow ? 'maintenant' : date(next)
      }`,
      ...(following.length === 0 ? [] : [`  puis : ${following.map(date).join(', ')}`]),
      ...(settings.label === undefined ? [] : [`  nom : ${settings.label}`]),
      ...(settings.include.length === 0 ? [] : [`  seulement : ${settings.include.join(' ')}`]),
      ...(settings.exclude.length === 0 ? [] : [`  sans : ${settings.exclude.join(' ')}`]),
      ...(settings.keep === undefined ? [] : [`  ${scheduleInFrench.kept(settings.keep)}`]),
      ...(error === null ? [] : [`  dernière erreur : ${error}`]),
    ].join('\n'),
  scheduled: (path, rule) => `Programmé ${scheduleInFrench.rule(rule)} : ${path}`,
  edited: (path, rule) => `Modifié ; ${scheduleInFrench.rule(rule)} : ${path}`,
  unscheduled: (path) => `N’est plus programmé : ${path}`,
  paused: (path) => `En pause : ${path}`,
  resumed: (path) => `Reprend : ${path}`,
  uploading: (path) => `Envoi de ${path}`,
  unchanged: (path) => `Inchangé depuis le dernier envoi : ${path}`,
  failed: (path, message) => `${path} : ${message}`,
  healed: ({ runner, pid, host, since }, { date }) =>
    `Une exécution précédente s’est terminée sans rendre son verrou (${scheduleInFrench.runner(runner)}, processus ${pid} sur ${host}, depuis ${date(since)}). Le verrou a été repris.`,
  status: ({ path, state, last, due, error }, now, units) => {
    const states = {
      fresh: 'à jour   ',
      due: 'à faire  ',
      retrying: 'à refaire',
      stale: 'EN RETARD',
      failed: 'ÉCHEC    ',
      paused: 'en pause ',
    };
    const age =
      last === null ? 'jamais envoyé' : `dernier envoi il y a ${units.age(now.getTime() - last.getTime())}`;
    const late = due !== null && due < now ? `, attendu depuis le ${units.date(due)}` : '';
    return `${states[state]}  ${path}  ${age}${late}${error === null ? '' : `\n           ${error}`}`;
  },
  hookFailed: (target, outcome, output) =>
    `Échec d’un rappel automatique : ${target} (${outcome})${output === '' ? '' : `\n${output}`}`,
  pruned: (archives) => `Anciennes archives supprimées : ${archives}`,
  notPruned: (message) => `D’anciennes archives n’ont pas pu être supprimées : ${message}`,
  remark: (remark) =>
    ({
      'lock-healed': 'le verrou d’une exécution précédente, morte, a été repris',
      'clock-was-ahead': 'le dernier succès était dans le futur : une horloge était fausse',
      'not-pruned': 'd’anciennes archives n’ont pas pu être supprimées',
    })[remark],
  watching: (paths) =>
    `${paths} ${plural(paths, 'chemin programmé, examiné', 'chemins programmés, examinés')} chaque minute. Ctrl+C arrête.`,
  noHistory: 'Le programme n’a encore rien envoyé.',
  run: (
    { at, seconds, path, runner, result, archive, sealedBytes, removed, warnings, remarks, error },
    { date, bytes, duration },
  ) =>
    [
      `${date(at)}  ${{ uploaded: 'envoyé', unchanged: 'inchangé', failed: 'ÉCHEC' }[result]}  ${path}`,
      ...(archive === undefined ? [] : [`  ${archive}, ${bytes(sealedBytes ?? 0)}, `]).map(
        (line) => `${line}${duration(seconds * 1000)}, par ${scheduleInFrench.runner(runner)}`,
      ),
      ...(error === undefined ? [] : [`  ${error.message}`]),
      ...(warnings ?? []).map(
        (warning) => `  ! ${problems[warning.problem] ?? warning.problem} : ${warning.path}`,
      ),
      ...(removed === undefined ? [] : [`  anciennes archives supprimées : ${removed}`]),
      ...(remarks ?? []).map((remark) => `  ${scheduleInFrench.remark(remark)}`),
    ].join('\n'),
};
