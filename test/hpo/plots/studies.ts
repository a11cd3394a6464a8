import { createRng } from '../../../src/base/rng.ts'
import type { Direction } from '../../../src/hpo/core/direction.ts'
import type { StudyView } from '../../../src/hpo/core/study-record.ts'
import type { TrialRecord, TrialState } from '../../../src/hpo/core/trial-record.ts'
import { type Distribution, type ParamValue, sampleUniform } from '../../../src/hpo/space/distribution.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'

export const distributions: Readonly<Record<string, Distribution>> = {
  lr: { kind: 'float', low: 1e-5, high: 1e-1, log: true, step: null },
  width: { kind: 'int', low: 16, high: 512, log: true, step: 1 },
  depth: { kind: 'int', low: 2, high: 8, log: false, step: 1 },
  'w[pde].x': { kind: 'float', low: 1e-3, high: 1e3, log: true, step: null },
  optimizer: { kind: 'categorical', choices: ['adam', 'sgd', 'l-bfgs'] },
}

export function trialOf(number: number, given: Partial<TrialRecord> = {}): TrialRecord {
  const values = given.state === undefined || given.state === 'complete' ? [number + 1] : null
  return trialRecord({ number, values, ...given })
}

export interface StudyPlan {
  readonly trials?: number
  readonly name?: string
  readonly directions?: readonly Direction[]
  readonly space?: Readonly<Record<string, Distribution>>
  readonly state?: (number: number) => TrialState
  readonly value?: (number: number, params: Readonly<Record<string, ParamValue>>) => number
}

/** A study as random search would leave it: the same one whenever it is made. */
export function studyOf(plan: StudyPlan = {}): StudyView {
  const { trials = 24, name = 'oscillator', directions = ['minimize'], space = distributions } = plan
  const { value = defaultValue, state = defaultState } = plan
  const records = Array.from({ length: trials }, (_, number) => {
    const rng = createRng(`plots ${number}`)
    const params = Object.fromEntries(
      Object.entries(space).map(([key, distribution]) => [key, sampleUniform(distribution, rng.fork(key))]),
    )
    return trialOf(number, {
      state: state(number),
      params,
      distributions: space,
      values: state(number) === 'complete' ? directions.map((_, index) => value(number, params) * (index + 1)) : null,
      intermediateValues: new Map(state(number) === 'pruned' ? [[3, 0.5]] : []),
    })
  })
  return { name, directions, trials: records }
}

function defaultState(number: number): TrialState {
  if (number % 7 === 5) return 'pruned'
  return number % 11 === 8 ? 'fail' : 'complete'
}

/** A loss over several decades with its best at lr = 0.003. */
function defaultValue(number: number, params: Readonly<Record<string, ParamValue>>): number {
  const lr = typeof params.lr === 'number' ? params.lr : 0.01
  return 10 ** ((Math.log10(lr) + 2.5) ** 2 - 4) * (1 + (number % 5) / 10)
}
