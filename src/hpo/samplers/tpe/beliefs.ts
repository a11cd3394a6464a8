import type { Rng } from '../../../base/rng.ts'
import type { DeclaredSpace } from '../../core/sampler.ts'
import { logPriorDensity, type Prior, priorQuantile } from '../../space/prior.ts'
import { type Axis, codeAt, coordinateOf, valueOf } from './axis.ts'

/** What a user believes of one axis, in place of the uninformed kernel. */
export interface Belief {
  /** Log density of a candidate's code, in coordinates; log probability on discrete and categorical axes. */
  logDensity(code: number): number
  /** The code of a draw. */
  draw(rng: Rng): number
}

/** Per axis, null where nothing was declared; null when nothing was declared at all. */
export type Beliefs = readonly (Belief | null)[] | null

export function beliefsOf(axes: readonly Axis[], declared: DeclaredSpace | null): Beliefs {
  const priors = axes.map(({ name }) => declared?.leaves.get(name)?.prior)
  if (priors.every((prior) => prior === undefined)) return null
  return axes.map((axis, j) => (priors[j] === undefined ? null : beliefOf(axis, priors[j])))
}

/** A beta law may be infinite at its ends. */
const most = 700

function beliefOf(axis: Axis, prior: Prior): Belief {
  const { distribution } = axis
  // From units of the parameter's scale to those of the coordinate.
  const logSpan = axis.kind === 'continuous' ? Math.log(axis.span) : 0
  return {
    logDensity: (code) => Math.min(most, logPriorDensity(distribution, prior, valueOf(axis, code)) + logSpan),
    draw(rng) {
      const coordinate = coordinateOf(axis, priorQuantile(distribution, prior, rng.uniform()))
      return axis.kind === 'categorical' ? coordinate : codeAt(axis, Math.min(1, Math.max(0, coordinate)))
    },
  }
}
