/** The subcommands and their options, and how a failure is told: in one sentence on stderr, with an exit code of its kind. */
import { Command, CommanderError, Option } from 'commander';
import {
  type Config,
  checkEnvironment,
  checkTogether,
  DB,
  offVariables,
  SETTINGS,
} from '../config.ts';
import { backUp } from './backup.ts';
import { exitCodeOf } from './exit-codes.ts';
import { EXPLAIN_SERVER, type ExplainOptions, explainWhat } from './explain-what.ts';
import { REPLAY_FORMATS, type ReplayFormat, replay } from './replay.ts';
import { oneSentence, sentenceOf } from './sentence.ts';
import { serve } from './serve.ts';
import { VERSION } from './version.ts';

/** Runs the command line `argv` (as in `process.argv`) to its end and gives the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  for (const name of offVariables(process.env)) delete process.env[name];
  try {
    await podline().parseAsync(argv);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    process.stderr.write(`podline: ${sentenceOf(error)}\n`);
    return exitCodeOf(error);
  }
}

function podline(): Command {
  const program = withHelp(new Command('podline'))
    .description('Why is this pod not up, and what did each of its containers do?')
    .helpCommand(false)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      outputError: (message, write) => write(`podline: ${oneSentence(message)}\n`),
    });
  const subcommand = (name: string, description: string): Command =>
    withHelp(program.command(name)).description(description);

  withSettings(
    subcommand(
      'serve',
      'watch a cluster and serve the page (the demo cluster where none is configured)',
    ),
  ).action((config: Config) => checkedServe(config));
  withSettings(
    subcommand('demo', 'serve the recorded demo cluster, whatever kubeconfig there is'),
  ).action((config: Config) => checkedServe({ ...config, demo: true }));
  subcommand('replay', 'run a recording through Podline and print what it makes of it')
    .argument('<dir>', 'folder of a recording')
    .addOption(
      new Option('--format <format>', 'what to print').choices(REPLAY_FORMATS).default('sketch'),
    )
    .action(async (dir: string, options: { format: ReplayFormat }) =>
      print(await replay(dir, options.format)),
    );
  subcommand(
    'explain',
    'say of a pod, or of the pods of a recording, why it is stuck, by what evidence, and what to do',
  )
    .argument(
      '<pod or folder>',
      'a pod of the cluster (NAME or NAMESPACE/NAME); or the folder of a recording',
    )
    .argument('[pod]', 'of a recording only this pod')
    .option(
      '-n, --namespace <namespace>',
      'where the pod is; all namespaces are looked through otherwise',
    )
    .option('--server <address>', `where Podline listens (default: ${EXPLAIN_SERVER})`)
    .action(async (what: string, pod: string | undefined, options: ExplainOptions) =>
      print(await explainWhat(what, pod ?? null, options)),
    );
  subcommand('backup', 'copy the database to a new file, also while Podline runs')
    .argument('<file>', 'where to put the copy; nothing may be there yet')
    .addOption(DB.option())
    .action(async (file: string, options: { db: string | null }) =>
      print(await backUp(file, options.db)),
    );
  return program;
}

const withHelp = (command: Command): Command =>
  command
    .version(VERSION, '--version', 'print the version')
    .helpOption('--help', 'print this help');

function withSettings(command: Command): Command {
  for (const setting of SETTINGS) command.addOption(setting.option());
  return command;
}

async function checkedServe(config: Config): Promise<void> {
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
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`, () => resolve());
  });
}
