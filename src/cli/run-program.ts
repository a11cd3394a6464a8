import { Command, CommanderError } from 'commander'
import { AnsatzError, InputError } from '../base/errors.ts'
import { libraryVersion } from '../base/library-version.ts'
import { addCommands, type Output } from './commands.ts'
import { exitCode, type ExitCode } from './exit-code.ts'

export interface Terminal {
  readonly out: Output
  readonly err: Output
}

/** Runs the command line `args` (without `node` and the script); returns the exit code. */
export async function runProgram(args: readonly string[], { out, err }: Terminal): Promise<ExitCode> {
  let code: ExitCode = exitCode.done
  const program = new Command('ansatz')
    .description('TypeScript notebooks and hyperparameter studies')
    .version(libraryVersion, '-v, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out.print(text.trimEnd()),
      writeErr: (text) => err.print(text.trimEnd()),
    })
  addCommands(program, out, (failed) => {
    code = failed
  })
  for (const command of [program, ...program.commands]) {
    const name = command === program ? '' : `${command.name()} `
    command.showHelpAfterError(`Run \`npx ansatz ${name}--help\` to see what there is.`)
  }
  try {
    await program.parseAsync(meant(args, program), { from: 'user' })
    return code
  } catch (error) {
    // Commander has printed its own errors, and calls the end of `--help` one too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.badUsage
    err.print(describeFailure(error))
    return error instanceof InputError ? exitCode.badUsage : exitCode.failed
  }
}

/** `help` with a command that does not exist is told as that command alone is; commander would print the help of all. */
function meant(args: readonly string[], { commands }: Command): readonly string[] {
  const [first, asked] = args
  const isUnknown = first === 'help' && asked !== undefined && commands.every((command) => command.name() !== asked)
  return isUnknown ? [asked] : args
}

function describeFailure(error: unknown): string {
  if (error instanceof AnsatzError) return error.message
  if (error instanceof Error && 'syscall' in error) return `The system refused: ${error.message}.`
  return `Something went wrong that should not; please report this.\n${(error as Error)?.stack ?? String(error)}`
}
