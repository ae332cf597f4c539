import type { HelpText } from '../helpText.ts';
import { archivesInEnglish } from './archives.ts';
import { certificatesInEnglish } from './certificates.ts';
import { configInEnglish } from './config.ts';
import { argumentsInEnglish, optionsInEnglish } from './options.ts';
import { placeholdersInEnglish } from './placeholders.ts';
import { programInEnglish } from './program.ts';
import { scheduleInEnglish } from './schedule.ts';
import { serverInEnglish } from './server.ts';
import { environmentInEnglish, exitCodesInEnglish, manualInEnglish } from './surroundings.ts';

export const helpInEnglish: HelpText = {
  headings: {
    usage: 'Usage:',
    arguments: 'Arguments:',
    commands: 'Commands:',
    options: 'Options:',
    examples: 'Examples:',
    exitCodes: 'Exit codes:',
    environment: 'Environment:',
    archives: 'Archives:',
    schedule: 'By itself:',
    server: 'Certificates and server:',
    program: 'This program:',
    retention: 'Which archives stay:',
    connection: 'Server and account:',
    everywhere: 'Everywhere:',
  },
  required: 'required',
  repeatable: 'repeatable',
  separator: '; ',
  choices: (values) => `one of: ${values.join(', ')}`,
  standard: (value) => `default: ${value}`,
  placeholders: placeholdersInEnglish,
  arguments: argumentsInEnglish,
  options: optionsInEnglish,
  commands: {
    ...programInEnglish,
    ...configInEnglish,
    ...archivesInEnglish,
    ...scheduleInEnglish,
    ...certificatesInEnglish,
    ...serverInEnglish,
  },
  exitCodes: exitCodesInEnglish,
  environment: environmentInEnglish,
  manual: manualInEnglish,
};
