/**
 * The options with which Node.js runs an executor. They decide how firmly a cell can be stopped without losing the
 * variables (see `Interrupts`).
 */
export function executorNodeOptions(nodeVersion: string): readonly string[] {
  const [major, minor] = nodeVersion.split('.').map(Number)
  // Early releases of 22 do not know the option and would refuse to start; 22.12 does.
  const hasFrames = major === 23 || (major === 22 && minor >= 12)
  return [
    // Lets the helper thread end user code in the middle of asynchronous work without Node.js taking the torn stack of
    // async hooks for corruption and aborting.
    '--no-force-async-hooks-checks',
    // With it AsyncLocalStorage needs no stack of async hooks that could be torn. The default of Node.js 24.
    ...(hasFrames ? ['--experimental-async-context-frame'] : []),
    // Room for the garbage of some 50 small cells; with the 1 MB that V8 begins with it stops every 18th. More would cost
    // the first flood of output more than it saves, because fresh memory has to be mapped.
    '--min-semi-space-size=4',
    // They would appear in a cell, about features that the executor uses and the reader has never heard of.
    '--disable-warning=ExperimentalWarning',
  ]
}
