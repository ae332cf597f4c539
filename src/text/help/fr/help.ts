import type { HelpText } from '../helpText.ts';
import { archivesInFrench } from './archives.ts';
import { certificatesInFrench } from './certificates.ts';
import { configInFrench } from './config.ts';
import { argumentsInFrench, optionsInFrench } from './options.ts';
import { placeholdersInFrench } from './placeholders.ts';
import { programInFrench } from './program.ts';
import { scheduleInFrench } from './schedule.ts';
import { serverInFrench } from './server.ts';
import { environmentInFrench, exitCodesInFrench, manualInFrench } from './surroundings.ts';

export const helpInFrench: HelpText = {
  headings: {
    usage: 'Utilisation :',
    arguments: 'Arguments :',
    commands: 'Commandes :',
    options: 'Options :',
    examples: 'Exemples :',
    exitCodes: 'Codes de sortie :',
    environment: 'Environnement :',
    archives: 'Archives :',
    schedule: 'Envois automatiques :',
    server: 'Certificats et serveur :',
    program: 'Ce programme :',
    retention: 'Archives à garder :',
    connection: 'Serveur et compte :',
    everywhere: 'Partout :',
  },
  required: 'obligatoire',
  repeatable: 'répétable',
  separator: ' ; ',
  choices: (values) => `au choix : ${values.join(', ')}`,
  standard: (value) => `par défaut : ${value}`,
  placeholders: placeholdersInFrench,
  arguments: argumentsInFrench,
  options: optionsInFrench,
  commands: {
    ...programInFrench,
    ...configInFrench,
    ...archivesInFrench,
    ...scheduleInFrench,
    ...certificatesInFrench,
    ...serverInFrench,
  },
  exitCodes: exitCodesInFrench,
  environment: environmentInFrench,
  manual: manualInFrench,
};
