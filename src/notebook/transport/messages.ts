import { EnvironmentError } from '../../base/errors.ts'

export function cannotListen(address: string, cause: unknown): EnvironmentError {
  return new EnvironmentError('kernel/cannot-listen', {
    what: `The kernel cannot listen on ${address}: ${cause instanceof Error ? cause.message : String(cause)}.`,
    advice: 'Start it again: Jupyter then chooses other ports.',
    details: { address },
    cause,
  })
}
