import type {
  ComposedSamplerDefinition,
  DeclaredSpace,
  History,
  Sampler,
  SamplerTraits,
  SuggestRequest,
} from '../../core/sampler.ts'
import type { Params } from '../../space/distribution.ts'
import { askInner } from '../ask-inner.ts'
import { averagedChoice } from '../messages.ts'
import { averageSuggestions } from './average-suggestions.ts'
import { type EnsembleOptions, type EnsembleSettings, ensembleSettings } from './ensemble-options.ts'
import { drawByCredit, memberCredit, memberNote, memberOf, noteKey } from './member-credit.ts'

const traits: SamplerTraits = { joint: true, multiObjective: true, usesHistory: true }

/**
 * Several samplers that share one study: for when nobody knows which of them suits it. By default a bandit finds out: each
 * trial goes to a member drawn by the success of its recent trials (Thompson sampling), so that the study does nearly as
 * well as its best member, and follows when another one becomes better. Every member learns from all trials.
 *
 * Each trial keeps the member that it came from in `ansatz:ensemble`. An ensemble works with several objectives when all
 * of its members do, and ends when all have ended. Members of the same name see what each other noted with trials.
 *
 * Thompson 1933; Chapelle and Li 2011, "An empirical evaluation of Thompson sampling". Optuna has no such sampler.
 */
export const definition: ComposedSamplerDefinition<EnsembleOptions> = {
  traits,
  async create(options, parts) {
    const settings = ensembleSettings(options)
    const members = await Promise.all(settings.members.map((member) => parts.sampler(member)))
    const fallback = settings.fallback === undefined ? undefined : await parts.sampler(settings.fallback)
    const isAverage = settings.strategy === 'average'
    const sampler: Sampler = {
      name: 'ensemble',
      traits: {
        ...traits,
        multiObjective: members.every((member) => member.traits.multiObjective),
        ...(!isAverage && members.every((member) => member.traits.conditional) ? { conditional: true } : {}),
        ...(members.some((member) => member.traits.learnsFromFailures) ? { learnsFromFailures: true } : {}),
      },
      isStartup: (history, declared) => members.every((member) => member.isStartup?.(history, declared) === true),
      isExhausted: (history, declared) => availableOf(members, { history, declared }).length === 0,
      suggest: (request) =>
        isAverage
          ? averageSuggestions(request, { members, weights: settings.weights })
          : suggestByOne(request, members, settings),
    }
    if (!isAverage) return sampler
    const numbersOnly: Pick<Sampler, 'handles' | 'refusal'> = {
      handles: ({ kind }) => kind !== 'categorical',
      refusal: averagedChoice,
    }
    return { ...sampler, ...numbersOnly, ...(fallback === undefined ? {} : { fallback }) }
  },
}

function suggestByOne(request: SuggestRequest, members: readonly Sampler[], settings: EnsembleSettings): Params {
  const member = chosenMember(request, members, settings)
  request.trial.note(noteKey, memberNote(members, member))
  return askInner(members[member], request)
}

/** The same member for all requests of one trial: it is drawn from a stream of that trial alone. */
function chosenMember(request: SuggestRequest, members: readonly Sampler[], settings: EnsembleSettings): number {
  const { history, studyRng, trial } = request
  const left = availableOf(members, request)
  // One that has ended may still be asked, as when a study goes on by ask and tell.
  const available = left.length === 0 ? [...members.keys()] : left
  const inTurn = nextInTurn(request, members, { available, least: settings.trialsPerMember })
  if (inTurn !== null) return inTurn
  const rng = studyRng.fork('ensemble', trial.number)
  if (settings.strategy === 'bandit') return drawByCredit(memberCredit(history, members), available, rng)
  return drawByWeight(available, settings.weights, rng)
}

function availableOf(
  members: readonly Sampler[],
  { history, declared }: { readonly history: History; readonly declared: DeclaredSpace | null },
): readonly number[] {
  return [...members.keys()].filter((m) => members[m].isExhausted?.(history, declared) !== true)
}

/** The member with the fewest trials, of equals the first, while it has fewer than `least`; null when none has. */
function nextInTurn(
  { history, trial }: SuggestRequest,
  members: readonly Sampler[],
  { available, least }: { readonly available: readonly number[]; readonly least: number },
): number | null {
  const counts = members.map(() => 0)
  const isShort = (): boolean => available.some((m) => counts[m] < least)
  for (const other of history.trials) {
    if (!isShort()) return null
    const member = other.number === trial.number ? -1 : memberOf(members, other)
    if (member >= 0) counts[member]++
  }
  return isShort() ? available.reduce((a, b) => (counts[b] < counts[a] ? b : a)) : null
}

function drawByWeight(available: readonly number[], weights: readonly number[], rng: SuggestRequest['rng']): number {
  const all = available.reduce((sum, m) => sum + weights[m], 0)
  let left = rng.uniform() * all
  for (const m of available) {
    left -= weights[m]
    if (left < 0) return m
  }
  // Only members without weight are left.
  return available[available.length - 1]
}
