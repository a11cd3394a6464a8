import type { DeclaredSpace, Sampler } from '../../core/sampler.ts'
import { draw } from '../../space/draw.ts'
import { drawFromPrior } from '../../space/draw-from-prior.ts'
import type { Params } from '../../space/distribution.ts'
import { behaviour, type SpaceNode } from '../../space/node.ts'
import { suggesterFrom } from '../../space/suggester.ts'
import { infeasible } from './messages.ts'
import { ParamChooser, type ParamChooserInput } from './param-chooser.ts'

/** How often the sampler is asked anew before its answers are given up; a model that ignores requirements repeats itself. */
const samplerAttempts = 10
/** How often parameters that are to be avoided are drawn anew: by the sampler, then at random. */
const freshAttempts = 50
/** A feasible part of a thousandth of the space is missed with probability 5e-5. */
const blindAttempts = 10_000

export interface FeasibleDraw<P> {
  readonly params: P
  /** Has chosen the parameters, and nothing else. */
  readonly chooser: ParamChooser
}

/**
 * The parameters of one trial, such that they meet every requirement of the space: as the sampler gives them, asked anew
 * from other streams while they do not, then drawn from the prior. The first attempt is the one that a space without
 * requirements takes.
 *
 * @throws InputError `space/infeasible` with the requirement that was missed most often
 */
export function drawFeasible<P>(
  space: SpaceNode<P>,
  input: ParamChooserInput & { readonly avoid: ((params: Params) => boolean) | null },
): FeasibleDraw<P> {
  const { avoid } = input
  const node = space[behaviour]
  let unmet: Map<string, number> | null = null
  for (let attempt = 0; attempt < samplerAttempts + blindAttempts; attempt++) {
    const chooser = new ParamChooser(attempt === 0 ? input : attemptOf(input, attempt))
    const suggester = suggesterFrom((name, distribution) => chooser.choose(name, distribution))
    const params = draw(space, suggester)
    const failed = node.unmet?.('', params) ?? none
    if (failed.length === 0) {
      // Parameters to avoid are better than none: a small space may hold no others.
      if (avoid === null || attempt + 1 >= freshAttempts || chooser.isFixed || !avoid(chooser.params)) {
        return { params, chooser }
      }
      continue
    }
    unmet = counted(unmet, failed)
    if (attempt === 0 && chooser.isFixed) throw infeasible({ trial: input.trial.number, attempts: 1, unmet })
  }
  throw infeasible({
    trial: input.trial.number,
    attempts: samplerAttempts + blindAttempts,
    unmet: counted(unmet, none),
  })
}

const none: readonly string[] = []

function counted(before: Map<string, number> | null, failed: readonly string[]): Map<string, number> {
  const unmet = before ?? new Map<string, number>()
  for (const requirement of failed) unmet.set(requirement, (unmet.get(requirement) ?? 0) + 1)
  return unmet
}

function attemptOf(input: ParamChooserInput, attempt: number): ParamChooserInput {
  const sampler = attempt < samplerAttempts ? input.sampler : blind
  return { ...input, rng: input.rng.fork('attempt', attempt), sampler }
}

const blind: Sampler = {
  name: 'random',
  traits: { joint: true, multiObjective: true, usesHistory: false, conditional: true },
  suggest({ space, declared, rng }) {
    const { leaves }: Pick<DeclaredSpace, 'leaves'> = declared!
    return drawFromPrior(
      Array.from(space, ([name, distribution]) => leaves.get(name) ?? { name, distribution, when: [] }),
      rng,
    )
  },
}
