import { untilStopped } from '../until-stopped.ts'
import { good, problem, reasonOf, type Finding } from './finding.ts'

const name = 'Round trip'
const timeoutMs = 20_000

/** Starts the kernel as Jupyter would, runs `1 + 1`, and shuts it down. */
export async function checkRoundTrip(): Promise<Finding> {
  const fix = 'Repair what is marked above. If all is well there, report this text as a bug.'
  try {
    const { roundTrip } = await import('./round-trip.ts')
    const { result, startMs, runMs } = await untilStopped((stopped) =>
      roundTrip('1 + 1', AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)])),
    )
    if (result !== '2') return problem(name, `1 + 1 gave ${JSON.stringify(result)}`, fix)
    return good(name, `1 + 1 = ${result}; started in ${Math.round(startMs)} ms, first cell ${Math.round(runMs)} ms`)
  } catch (error) {
    return problem(name, reasonOf(error), fix)
  }
}
