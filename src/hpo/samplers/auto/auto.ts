import type { Json } from '../../../base/json.ts'
import { constraintsOf } from '../../core/constraints.ts'
import type {
  ComposedSamplerDefinition,
  History,
  Sampler,
  SamplerParts,
  SamplerTraits,
  SuggestRequest,
} from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import type { Params } from '../../space/distribution.ts'
import { askInRounds } from '../ask-in-rounds.ts'
import { drawAlone } from '../suggest-at-random.ts'
import { treeValues } from '../tree-values.ts'
import { type AutoOptions, type AutoSettings, autoSettings } from './auto-options.ts'
import { type Stage, stageFor, stageOf } from './stage.ts'
import { untried } from './untried.ts'
import { readNumbers, warmCmaEs } from './warm-cma-es.ts'

const traits: SamplerTraits = {
  joint: true,
  multiObjective: true,
  usesHistory: true,
  conditional: true,
  learnsFromFailures: true,
}

/**
 * What takes turns, by the trial's number, while a Gaussian process models one objective without constraints: each fails where
 * another does well, and all learn from every trial. `hebo` looks everywhere and is not misled by scale, `nearby` finds the
 * bottom of the valley that was found, `closer` trusts its model and finds more digits, `anywhere` weighs the two.
 */
const turns = ['hebo', 'nearby', 'anywhere', 'hebo', 'closer', 'anywhere'] as const

/** The system attribute in which a trial keeps which sampler drew it: `{ "sampler": "gp" }`. */
const noteKey = 'ansatz:auto'

/**
 * Chooses a sampler for each trial, by what the study is and how far it has come; the default of studies.
 *
 * | complete trials      | one objective                                   | 2 or 3 objectives | 4 or more   |
 * | -------------------- | ----------------------------------------------- | ----------------- | ----------- |
 * | below `nStartupTrials` | an even design (`qmc`), or the declared priors  | the same          | the same    |
 * | below `gpTrials`     | `gp` and `hebo` in turn; `tpe` while most trials are pruned | `gp`   | `tpe`       |
 * | from there on        | `cmaEs` for numbers without branches and without constraints on outcomes, started where the best tenth lies; else `tpe` | `nsga2` | `nsga3` |
 *
 * The choice when you do not want to choose. Few trials are expensive, and a Gaussian process makes the most of each, for
 * any mix of parameters; many are cheap, and need a sampler that stays fast. While a Gaussian process
 * is at work, it keeps away from where trials fail (NaN, an error, a time limit). In a declared space of at most 10,000
 * combinations nothing is tried twice while something is untried. Each trial keeps which sampler drew it, under
 * `ansatz:auto`.
 *
 * The rule began as that of OptunaHub's AutoSampler, which uses TPE for choices and branches: the Gaussian process here
 * models both. With one objective and no constraints on outcomes three take turns: `hebo`, a `gp` of the neighbourhood of the
 * best trial (`localShare: 1`, every other time with the greedy `acquisition: 'ucb'` and `beta: 0.5`), and a `gp` that expects
 * more of the same in more dimensions (`lengthscales: 'byDimension'`). Both rank the worse half of the values (Song et al.
 * 2024, arXiv:2408.11527), which shows a valley between high walls; the whole space is modelled with the values as they are
 * where that predicts the better half more surely (`warp: 'byEvidence'`), as on most smooth objectives.
 */
export const definition: ComposedSamplerDefinition<AutoOptions> = {
  traits,
  async create(options, parts) {
    const settings = autoSettings(options)
    const { design, inTurn, ...members } = await membersOf(settings, parts)
    const cmaEs = warmCmaEs(originOf)
    const untriedInstead = untried()
    const draw = (request: SuggestRequest, stage: Stage): Params => {
      const { trial, history } = request
      if (stage === 'start') return start(request, design)
      if (stage === 'cmaEs') {
        const { params, from } = cmaEs(request)
        trial.note(noteKey, from === null ? { sampler: stage } : { sampler: stage, from })
        return params
      }
      const alternates = stage === 'gp' && history.directions.length === 1 && !hasConstraints(history)
      const member = alternates ? inTurn[turns[trial.number % turns.length]] : members[stage]
      trial.note(noteKey, { sampler: member.name })
      return askInRounds(member, request)
    }
    const sampler: Sampler = {
      name: 'auto',
      traits,
      isStartup: (history, declared = null) => declared === null && stageOf(history, declared, settings) === 'start',
      jointWith(name, history) {
        const stage = stageOf(history, null, settings)
        return stage === 'start' || stage === 'cmaEs' ? null : (members[stage].jointWith?.(name, history) ?? null)
      },
      suggest(request) {
        return untriedInstead(draw(request, stageFor(request, settings)), request)
      },
    }
    return sampler
  },
}

async function membersOf({ gp: options, hebo: heboOptions }: AutoSettings, parts: SamplerParts) {
  const plain = { ...options, nStartupTrials: 1 }
  const scaled = { lengthscales: 'byDimension', warp: 'byEvidence', ...plain }
  const [design, gp, tpe, nsga2, nsga3, hebo, nearby, closer, anywhere] = await Promise.all([
    parts.sampler('qmc'),
    parts.sampler({ name: 'gp', options: plain }),
    parts.sampler('tpe'),
    parts.sampler('nsga2'),
    parts.sampler('nsga3'),
    parts.sampler({ name: 'hebo', options: { ...heboOptions, nStartupTrials: 1 } }),
    parts.sampler({ name: 'gp', options: { ...scaled, localShare: 1 } }),
    parts.sampler({ name: 'gp', options: { acquisition: 'ucb', beta: 0.5, ...scaled, localShare: 1 } }),
    parts.sampler({ name: 'gp', options: scaled }),
  ])
  return { design, gp, tpe, nsga2, nsga3, inTurn: { hebo, nearby, closer, anywhere } }
}

function hasConstraints({ trials }: History): boolean {
  return trials.some((trial) => trial.state === 'complete' && constraintsOf(trial) !== null)
}

/** An even design, unless something was said about where good values are. */
function start(request: SuggestRequest, design: Sampler): Params {
  const { declared, rng } = request
  const leaves = declared?.leaves
  const isEven = leaves !== undefined && [...leaves.values()].every(({ prior }) => prior === undefined)
  if (isEven) return design.suggest(request)
  return treeValues(request, (name, distribution) => drawAlone(distribution, rng, leaves?.get(name)))
}

function originOf({ systemAttrs }: TrialRecord): readonly number[] | null {
  const note: Json | undefined = systemAttrs[noteKey]
  if (typeof note !== 'object' || note === null || Array.isArray(note)) return null
  return readNumbers((note as { readonly from?: Json }).from)
}
