/** The podline command. */
import { StoreError } from '@podline/store';
import { Command, CommanderError } from 'commander';
import { REPLAY_FORMATS, replay } from './cli/replay.ts';
import { serve } from './cli/serve.ts';
import { VERSION } from './cli/version.ts';
import { type Config, checkEnvironment, checkTogether, SETTINGS, withoutFalse } from './config.ts';

const program = new Command('podline')
  .description('Why is this pod not up, and what did each of its containers do?')
  .version(VERSION, '--version', 'print the version')
  .helpOption('--help', 'print this help')
  .helpCommand(false)
  .showSuggestionAfterError()
  .enablePositionalOptions();

const withSettings = (command: Command): Command => {
  for (const setting of SETTINGS) command.addOption(setting.option());
  return command;
};

const subcommand = (name: string, description: string): Command =>
  program
    .command(name)
    .description(description)
    .version(VERSION, '--version', 'print the version')
    .helpOption('--help', 'print this help');

withSettings(
  subcommand(
    'serve',
    'watch a cluster and serve the page (the demo cluster where none is configured)',
  ),
).action((config: Config) => run(config));
withSettings(
  subcommand('demo', 'serve the recorded demo cluster, whatever kubeconfig there is'),
).action((config: Config) => run({ ...config, demo: true }));
subcommand('replay', 'run a recording through Podline and print what it makes of it')
  .argument('<dir>', 'folder of a recording')
  .option('--format <format>', `one of ${REPLAY_FORMATS.join(', ')}`, 'sketch')
  .action(async (dir: string, options: { format: string }) => {
    const format = REPLAY_FORMATS.find((known) => known === options.format);
    if (format === undefined) {
      program.error(
        `error: --format takes ${REPLAY_FORMATS.join(', ')}; ${options.format} is none of them.`,
      );
    } else {
      await print(await replay(dir, format));
    }
  });

async function run(config: Config): Promise<void> {
  checkEnvironment(process.env);
  checkTogether(config);
  await serve(config, process.env);
}

/** Resolves when everything is written, also into a pipe. A reader that has gone (`| head`) is no error. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EPIPE' ? resolve() : reject(error),
    );
    process.stdout.write(`${text}\n`, () => resolve());
  });
}

/** One sentence for what a person can mend; a stack for what only we can. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return 'The port is taken by another program: end it, or choose another with --port.';
  if (code === 'EACCES') return `Not permitted: ${error.message}.`;
  if (code === 'EADDRNOTAVAIL') return 'This machine does not have the address that --host names.';
  const isForPeople = error instanceof StoreError || PEOPLE.has(error.constructor.name);
  return isForPeople ? error.message : (error.stack ?? error.message);
}

const PEOPLE = new Set(['WrongSetting', 'RecordingUnreadable', 'RecordingUnknown', 'Unplayable']);

process.env = withoutFalse(process.env);
try {
  await program.parseAsync();
  process.exitCode ??= 0;
} catch (error) {
  if (!(error instanceof CommanderError)) {
    process.stderr.write(`podline: ${sentenceOf(error)}\n`);
    process.exitCode = 1;
  }
}
