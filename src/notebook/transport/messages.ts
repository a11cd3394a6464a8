import { EnvironmentError } from '../../base/errors.ts'

export function notRegistered(address: string): EnvironmentError {
  return new EnvironmentError('kernel/not-registered', {
    what: `The program that started this kernel does not answer on ${address}, where the kernel has to register.`,
    advice: 'Start it again; if it stays so, let the launcher write a connection file instead of a registration file.',
    details: { address },
  })
}

export function cannotListen(address: string, cause: unknown): EnvironmentError {
  return new EnvironmentError('kernel/cannot-listen', {
    what: `The kernel cannot listen on ${address}: ${cause instanceof Error ? cause.message : String(cause)}.`,
    advice: 'Start it again: Jupyter then chooses other ports.',
    details: { address },
    cause,
  })
}
