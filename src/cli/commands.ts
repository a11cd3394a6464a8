import type { Command } from 'commander'
import { exitCode, type ExitCode } from './exit-code.ts'
import type { InstallAllOptions, Installed } from './install/install.ts'
import type { TargetOptions } from './install/install-target.ts'
import { thisMachine } from './machine.ts'

/** Where commands print; a test gathers what they say. */
export interface Output {
  print(text: string): void
}

interface Reporting {
  readonly json?: boolean
}

/** Adds every command to `program`; each loads its code only when it is called. `finish` hears how it ended. */
export function addCommands(program: Command, output: Output, finish: (code: ExitCode) => void): void {
  addPlace(program.command('install').description('make Jupyter know the Ansatz kernel'))
    .option('--display-name <text>', 'what frontends show')
    .option('--no-lab-extension', 'leave out the JupyterLab extension, which marks stale cells')
    .option('--widgets', 'also give JupyterLab what draws sliders and buttons, if it is missing')
    .action(async (options: InstallAllOptions & Reporting) => {
      const { install } = await import('./install/install.ts')
      const { readKernelspec } = await import('./install/kernelspec.ts')
      const installed = install(options, thisMachine())
      if (options.json) return output.print(JSON.stringify(installed))
      output.print(describeInstalled('Installed', 'in', installed))
      const name = readKernelspec(installed.folder)?.display_name
      output.print(`Choose "${name}" in JupyterLab or VS Code. \`npx ansatz doctor\` tries it out.`)
    })

  addPlace(program.command('uninstall').description('remove the Ansatz kernel from Jupyter')).action(
    async (options: TargetOptions & Reporting) => {
      const { uninstall } = await import('./install/install.ts')
      const removed = uninstall(options, thisMachine())
      if (options.json) return output.print(JSON.stringify(removed))
      output.print(describeInstalled('Removed', 'from', removed))
      const { keptFiles } = await import('./install/kept-files.ts')
      for (const path of keptFiles(thisMachine()))
        output.print(`What cells have left is in ${path}; delete it if you wish.`)
    },
  )

  program
    .command('kernel')
    .description('run the kernel; Jupyter calls this')
    .requiredOption('-f, --connection-file <file>', 'the file in which Jupyter says where to listen')
    .action(async ({ connectionFile }: { connectionFile: string }) => {
      const { runKernel } = await import('../notebook/kernel/run-kernel.ts')
      await runKernel(connectionFile)
    })

  program
    .command('lab')
    .description('open JupyterLab with this kernel; what follows goes to JupyterLab')
    .argument('[args...]', 'a notebook or a folder, and options of JupyterLab')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (args: readonly string[]) => {
      const { openLab } = await import('./lab/open-lab.ts')
      if ((await openLab(args, thisMachine())) !== 0) finish(exitCode.failed)
    })

  program
    .command('doctor')
    .description('check this machine: Node.js, ZeroMQ, SQLite, Jupyter, and a real round trip through the kernel')
    .option('--json', 'print the findings as JSON')
    .action(async ({ json }: Reporting) => {
      const { describeFinding, describeOutcome, examine } = await import('./doctor/doctor.ts')
      const findings = []
      for await (const finding of examine(thisMachine())) {
        findings.push(finding)
        if (!json) output.print(describeFinding(finding))
      }
      output.print(json ? JSON.stringify(findings, null, 2) : describeOutcome(findings))
      if (findings.some(({ state }) => state === 'problem')) finish(exitCode.failed)
    })
}

function addPlace(command: Command): Command {
  return command
    .option('--user', 'for this user (the default)')
    .option('--sys-prefix', 'into the active Python environment')
    .option('--prefix <folder>', 'into FOLDER/share/jupyter')
    .option('--system', 'for all users, into /usr/local/share/jupyter')
    .option('--name <name>', 'the name that Jupyter uses', 'ansatz')
    .option('--json', 'print the folders as JSON')
}

function describeInstalled(done: string, place: string, { folder, extensions }: Installed): string {
  const lines = extensions.map((extension) => `${done} an extension of JupyterLab ${place} ${extension}`)
  return [`${done} the kernel ${place} ${folder}`, ...lines].join('\n')
}
