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
    .version(libraryVersion)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out.print(text.trimEnd()),
      writeErr: (text) => err.print(text.trimEnd()),
    })
  addCommands(program, out, (failed) => {
    code = failed
  })
  for (const command of program.commands) command.copyInheritedSettings(program)
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    // Commander has printed its own errors, and calls the end of `--help` one too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.badUsage
    err.print(error instanceof AnsatzError ? error.message : String((error as Error)?.stack ?? error))
    return error instanceof InputError ? exitCode.badUsage : exitCode.failed
  }
}
