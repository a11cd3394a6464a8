import { good, problem, reasonOf, type Finding } from './finding.ts'

const name = 'ZeroMQ'

/** Loads the native library that carries the messages. */
export async function checkZeromq(): Promise<Finding> {
  try {
    const { zeromqVersion } = await import('../../notebook/transport/zeromq-version.ts')
    return good(name, `libzmq ${zeromqVersion}`)
  } catch (error) {
    return problem(
      name,
      `cannot be loaded: ${reasonOf(error)}`,
      'Reinstall with `npm install` on this machine: node_modules must not be copied between systems or processors.',
    )
  }
}
