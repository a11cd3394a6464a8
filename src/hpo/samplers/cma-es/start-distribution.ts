import { type Direction, minimizeSign } from '../../core/direction.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { contains } from '../../space/distribution.ts'
import { badStart, noSourceTrials } from '../messages.ts'
import { type CmaAxis, coordinateOf } from './axes.ts'
import type { CmaSettings } from './cma-options.ts'
import { diagonalCovariance, fullCovariance } from './covariance.ts'
import { type SourceSolution, type StartDistribution, warmStart } from './warm-start.ts'

export interface StartPlace {
  readonly axes: readonly CmaAxis[]
  /** Whether the axes belong to a branch, in which no trial of the source need have been. */
  readonly isBranch: boolean
  readonly direction: Direction
}

/**
 * Where the first generation is drawn from.
 *
 * @throws InputError `sampler/bad-start`, `sampler/no-source-trials`
 */
export function startDistribution(settings: CmaSettings, { axes, isBranch, direction }: StartPlace): StartDistribution {
  const d = axes.length
  const { source, x0, sigma0, separable } = settings
  if (source !== undefined) {
    const solutions = source.flatMap((trial) => solutionOf(trial, { axes, direction }) ?? [])
    if (solutions.length > 0) return warmStart(solutions)
    if (!isBranch) throw noSourceTrials(axes.map(({ name }) => name))
  }
  const ones = diagonalCovariance(new Float64Array(d).fill(1))
  return {
    mean: Float64Array.from(axes, (axis) => startCoordinate(axis, x0)),
    sigma: sigma0,
    covariance: separable ? ones : fullCovariance(ones.matrix(), d),
  }
}

function startCoordinate(axis: CmaAxis, x0: CmaSettings['x0']): number {
  if (x0 === undefined || !Object.hasOwn(x0, axis.name)) return 0.5
  const value = x0[axis.name]
  if (!contains(axis.distribution, value)) throw badStart(axis, value)
  return coordinateOf(axis, value)
}

function solutionOf(
  { state, values, params }: TrialRecord,
  { axes, direction }: Pick<StartPlace, 'axes' | 'direction'>,
): SourceSolution | null {
  if (state !== 'complete' || values === null || Number.isNaN(values[0])) return null
  if (!axes.every(({ name, distribution }) => contains(distribution, params[name]))) return null
  const x = Float64Array.from(axes, (axis) => coordinateOf(axis, params[axis.name]))
  return { x, value: minimizeSign(direction) * values[0] }
}
