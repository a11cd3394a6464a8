import type { Json } from '../../../base/json.ts'
import type { History, Sampler, SuggestRequest } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { newlyFinishedTrials } from '../../history/finished-trials.ts'
import { followStudies } from '../../history/follow-studies.ts'
import { contains, type Params } from '../../space/distribution.ts'
import { askInRounds } from '../ask-in-rounds.ts'
import { perStudy } from '../per-study.ts'
import { cmaEsSampler } from '../cma-es/cma-es.ts'
import { cmaSettings } from '../cma-es/cma-options.ts'

/** The trials that a run of CMA-ES started from, as the first trial that it drew says. */
interface Origin {
  readonly by: number
  readonly from: readonly number[]
}

interface WarmAnswer {
  readonly params: Params
  /** To be noted with the trial: where the run started; null when an earlier trial says so. */
  readonly from: readonly number[] | null
}

/**
 * CMA-ES that starts from where the best tenth of the study's earlier trials lie, and again elsewhere when it has
 * converged. Which trials those were is noted with the first trial that it draws, so that whoever continues the study
 * continues the same run.
 *
 * @param originOf the trials that a note tells of; null for other notes
 */
export function warmCmaEs(
  originOf: (trial: TrialRecord) => readonly number[] | null,
): (request: SuggestRequest) => WarmAnswer {
  const earliest = followStudies(() => originTracker(originOf))
  const samplersOf = perStudy(() => new Map<string, Sampler>())
  return (request) => {
    const { history } = request
    const noted = earliest(history)
    const from = noted === null || noted.by >= request.trial.number ? learnable(request) : noted.from
    const samplers = samplersOf(history)
    const key = JSON.stringify(from)
    const sampler = samplers.get(key) ?? startedFrom(from, history)
    samplers.set(key, sampler)
    return { params: askInRounds(sampler, request), from: from === noted?.from ? null : from }
  }
}

function startedFrom(from: readonly number[], { trials }: History): Sampler {
  const source = trials.filter(({ number }) => from.includes(number))
  const common = { nStartupTrials: 0, withMargin: true, restarts: 'bipop' } as const
  return cmaEsSampler(cmaSettings(source.length === 0 ? common : { ...common, source }))
}

/** The complete trials inside the ranges of the request. */
function learnable({ history, space }: SuggestRequest): readonly number[] {
  const isInside = ({ params }: TrialRecord): boolean =>
    [...space].every(([name, distribution]) => contains(distribution, params[name]))
  const usable = history.trials.filter(
    (trial) => trial.state === 'complete' && !Number.isNaN(trial.values?.[0]) && isInside(trial),
  )
  return usable.map(({ number }) => number)
}

/** Follows which trial was the first, by number, to start a run. */
function originTracker(originOf: (trial: TrialRecord) => readonly number[] | null) {
  const newlyFinished = newlyFinishedTrials()
  let earliest: Origin | null = null
  const earlier = (known: Origin | null, trial: TrialRecord): Origin | null => {
    if (known !== null && known.by < trial.number) return known
    const from = originOf(trial)
    return from === null ? known : { by: trial.number, from }
  }
  return ({ trials }: History): Origin | null => {
    for (const trial of newlyFinished(trials)) earliest = earlier(earliest, trial)
    let found = earliest
    for (const trial of trials) if (trial.state === 'running') found = earlier(found, trial)
    return found
  }
}

/** The trial numbers in a note; null when it is none. */
export function readNumbers(json: Json | undefined): readonly number[] | null {
  return Array.isArray(json) && json.every((entry) => Number.isInteger(entry)) ? (json as readonly number[]) : null
}
