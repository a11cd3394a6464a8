import { z } from 'zod'
import type {
  ComposedSamplerDefinition,
  DeclaredSpace,
  InnerSampler,
  Sampler,
  SamplerTraits,
  SuggestRequest,
} from '../core/sampler.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { contains, type Distribution, isParamValue, type Params, type ParamValue } from '../space/distribution.ts'
import { askInner } from './ask-inner.ts'
import { badPin, unknownPin } from './messages.ts'

export interface PartialFixedOptions {
  /** Draws the other parameters; default `random`. */
  readonly base?: InnerSampler
  /** The values to pin, by flat parameter name (`lr`, `opt.adam.beta1`), as trials show them in `params`; default none. */
  readonly fixed?: Params
}

const fixedRule = 'values (texts, numbers, true, false or null) by parameter name'
const isFixed = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isParamValue)
const schema = z.strictObject({
  base: z.custom<InnerSampler>((value) => value !== null, 'a sampler').default('random'),
  fixed: z.custom<Params>(isFixed, fixedRule).default({}),
})

const traits: SamplerTraits = { joint: false, multiObjective: true, usesHistory: false }

/**
 * Pins some parameters and lets another sampler draw the rest, for which the pinned ones are then known: to study what
 * matters while one choice stands, or to continue in a part of the space. As Optuna's `PartialFixedSampler`; pinned
 * parameters also bind a grid and choose branches.
 */
export const definition: ComposedSamplerDefinition<PartialFixedOptions> = {
  traits,
  async create(options, parts) {
    const { base: choice, fixed } = parseOptions(schema, options, { kind: 'sampler', name: 'partialFixed' })
    const base = await parts.sampler(choice)
    const pinned = pinnedSpaces(fixed)
    const within = (declared: DeclaredSpace | null): DeclaredSpace | null =>
      declared === null ? null : pinned(declared)
    const sampler: Sampler = {
      name: 'partialFixed',
      traits: base.traits,
      isStartup: (history, declared = null) => base.isStartup?.(history, within(declared)) === true,
      isExhausted: (history, declared) => base.isExhausted?.(history, within(declared)) === true,
      suggest: (request) => suggest(request, { base, fixed, declared: within(request.declared) }),
    }
    return sampler
  },
}

interface Pinning {
  readonly base: Sampler
  readonly fixed: Params
  /** The space in which the pinned parameters have one value only. */
  readonly declared: DeclaredSpace | null
}

function suggest(request: SuggestRequest, { base, fixed, declared }: Pinning): Params {
  const { space, trial } = request
  const pins: Record<string, ParamValue> = {}
  for (const [name, distribution] of space) {
    if (Object.hasOwn(fixed, name)) pins[name] = checked({ name, distribution }, fixed[name])
  }
  const open = new Map([...space].filter(([name]) => !Object.hasOwn(pins, name)))
  const known = { ...trial, fixed: { ...trial.fixed, ...pins } }
  const others = open.size === 0 ? {} : askInner(base, { ...request, space: open, declared, trial: known })
  return { ...pins, ...others }
}

function checked(parameter: { readonly name: string; readonly distribution: Distribution }, value: ParamValue) {
  if (contains(parameter.distribution, value)) return value
  throw badPin(parameter, value)
}

/** Declared spaces with their pinned parameters narrowed to one value, each made once. */
function pinnedSpaces(fixed: Params): (declared: DeclaredSpace) => DeclaredSpace {
  const made = new WeakMap<DeclaredSpace, DeclaredSpace>()
  return (declared) => {
    const known = made.get(declared) ?? pinnedSpace(declared, fixed)
    made.set(declared, known)
    return known
  }
}

function pinnedSpace(declared: DeclaredSpace, fixed: Params): DeclaredSpace {
  const leaves = new Map(declared.leaves)
  for (const [name, value] of Object.entries(fixed)) {
    const leaf = leaves.get(name)
    if (leaf === undefined) throw unknownPin(name, [...leaves.keys()])
    leaves.set(name, { ...leaf, distribution: onlyAt(leaf.distribution, checked(leaf, value)) })
  }
  return { ...declared, leaves, allows: (params) => declared.allows(params) }
}

function onlyAt(distribution: Distribution, value: ParamValue): Distribution {
  if (distribution.kind === 'categorical') return { ...distribution, choices: [value] }
  return { ...distribution, low: value as number, high: value as number }
}
