import { EnvironmentError, InputError, describeValue } from '../../base/errors.ts'

export function badName(name: string): InputError {
  return new InputError('install/bad-name', {
    what: `A kernel cannot be named ${describeValue(name)}.`,
    allowed: 'letters, digits, ".", "_" and "-", and not dots alone',
    advice: 'Pass another --name; --display-name takes any text.',
    details: { name },
  })
}

export function badDisplayName(displayName: string): InputError {
  return new InputError('install/bad-display-name', {
    what: `Frontends cannot show a kernel as ${describeValue(displayName)}.`,
    advice: 'Pass --display-name a text, or leave it out for "Ansatz (TypeScript)".',
    details: { displayName },
  })
}

export function emptyPrefix(): InputError {
  return new InputError('install/empty-prefix', {
    what: '--prefix got an empty text.',
    allowed: 'the path of a folder',
    advice: 'If it came from a variable of the shell, set that first; for this user, leave --prefix out.',
    details: { prefix: '' },
  })
}

export function noHome(): EnvironmentError {
  return new EnvironmentError('install/no-home', {
    what: 'The system knows no home folder of this user.',
    advice: 'Set HOME, or choose a place with --prefix FOLDER or --sys-prefix.',
  })
}

export function severalPlaces(places: readonly string[]): InputError {
  return new InputError('install/several-places', {
    what: `${places.join(' and ')} name different places.`,
    allowed: 'one of --user, --sys-prefix, --system and --prefix',
    advice: 'Keep one of them; without any, the kernel is installed for this user.',
    details: { places },
  })
}

export function noPrefix(): EnvironmentError {
  return new EnvironmentError('install/no-prefix', {
    what: 'There is no Python environment: VIRTUAL_ENV and CONDA_PREFIX are not set, and PATH has no jupyter or python.',
    advice: 'Activate the environment, or use --user or --prefix FOLDER.',
  })
}

export function notInstalled(folder: string): InputError {
  return new InputError('install/not-installed', {
    what: `There is no kernel in ${folder}.`,
    advice: 'Run `npx ansatz doctor` to see where kernels are installed, and pass the same place and --name.',
    details: { folder },
  })
}

export function foreignKernel(folder: string): InputError {
  return new InputError('install/foreign-kernel', {
    what: `The kernel in ${folder} is not Ansatz.`,
    advice: 'Pass another --name, or remove that kernel with the tool that installed it.',
    details: { folder },
  })
}

export function notWritten(folder: string, cause: unknown): EnvironmentError {
  return new EnvironmentError('install/not-written', {
    what: `Nothing could be written to ${folder}: ${cause instanceof Error ? cause.message : String(cause)}.`,
    advice: 'Use --user, or a --prefix that you may write to.',
    details: { folder },
    cause,
  })
}

export function notRemoved(folder: string, cause: unknown): EnvironmentError {
  return new EnvironmentError('install/not-removed', {
    what: `${folder} could not be removed: ${cause instanceof Error ? cause.message : String(cause)}.`,
    advice: 'Run this as the user to whom the folder belongs.',
    details: { folder },
    cause,
  })
}

export function foreignExtension(folder: string): InputError {
  return new InputError('install/foreign-extension', {
    what: `${folder} holds a JupyterLab extension that Ansatz did not install.`,
    advice: 'Remove it with the tool that installed it, or leave ours out with --no-lab-extension.',
    details: { folder },
  })
}

export function incompletePackage(folder: string): EnvironmentError {
  return new EnvironmentError('install/incomplete-package', {
    what: `The package is incomplete: the JupyterLab extension is missing in ${folder}.`,
    advice: 'In a checkout run `npm run build`; else install the package again. --no-lab-extension does without.',
    details: { folder },
  })
}

export function noWidgets(name: string): EnvironmentError {
  return new EnvironmentError('install/no-widgets', {
    what: `This copy of Ansatz does not hold ${name}.`,
    advice:
      'Run `pip install ipywidgets anywidget` beside JupyterLab. In a checkout, `npm test` or `npm run lab` also fetches it.',
    details: { name },
  })
}
