import { describeValue, EnvironmentError, InputError } from '../../base/errors.ts'

export function badWorkers(value: unknown): InputError {
  return new InputError('train/bad-option', {
    what: `Training option "workers" got ${describeValue(value)}.`,
    allowed: 'a whole number, 1 or above',
    advice: 'Leave it out for one thread a core.',
    details: { option: 'workers', value },
  })
}

export function badModule(value: unknown): InputError {
  return new InputError('train/bad-option', {
    what: `Training option "module" got ${describeValue(value)}.`,
    allowed: 'the URL or path of a module that exports a function train',
    advice: "Write { module: new URL('member.mjs', import.meta.url) }.",
    details: { option: 'module', value },
  })
}

/** @param why the exit code of the thread, or the error that ended it */
export function workerEnded(why: number | Error): EnvironmentError {
  const reason = typeof why === 'number' ? `with exit code ${why}` : `with "${why.message}"`
  return new EnvironmentError('train/worker-ended', {
    what: `The thread that trained a member ended ${reason}.`,
    advice: 'Train the member again; the next one gets a new thread. Look for process.exit or too little memory.',
    details: typeof why === 'number' ? { exitCode: why } : {},
    ...(why instanceof Error && { cause: why }),
  })
}
