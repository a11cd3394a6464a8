import { badArgument } from '../../base/check-argument.ts'
import { behaviourOf } from './node.ts'
import type { SpaceNode } from './node.ts'
import type { Suggester } from './suggester.ts'

/**
 * One value of the space, each flat parameter asked of `suggester` by its dotted name (`lr`, `opt`, `opt.adam.beta1`,
 * `w.bc/pde`), in the order of declaration. Only the parameters of the chosen cases are asked for.
 */
export function draw<T>(space: SpaceNode<T>, suggester: Suggester): T {
  const node = behaviourOf(space, 'draw')
  if (typeof (suggester as Partial<Suggester> | null | undefined)?.float !== 'function') {
    const allowed = 'an object with float, int and categorical, such as a trial'
    throw badArgument({ call: 'draw', what: 'the suggester', value: suggester, allowed })
  }
  return node.draw('', suggester)
}
