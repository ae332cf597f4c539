import { Argument, type Command } from 'commander';
import { configJsonSchema } from '../config/jsonSchema.ts';
import { scheduleJsonSchema } from '../schedule/jsonSchema.ts';
import { runCommand } from './context.ts';
import { withCommonOptions } from './options.ts';

const schemas = { config: configJsonSchema, schedule: scheduleJsonSchema };
type Name = keyof typeof schemas;

export function addConfigSchemaCommand(config: Command): void {
  withCommonOptions(config.command('schema'))
    .addArgument(new Argument('[file]').choices(Object.keys(schemas)).default('config'))
    .action((name: Name, _options, command: Command) =>
      runCommand(command, async ({ output }) => {
        const schema = schemas[name]();
        output.result(schema, JSON.stringify(schema, null, 2));
        return undefined;
      }),
    );
}
