import { behaviour } from './node.ts'
import type { SpaceNode } from './node.ts'
import type { Suggester } from './suggester.ts'

/**
 * One value of the space, each flat parameter asked of `suggester` by its dotted name (`lr`, `opt`, `opt.adam.beta1`,
 * `w.bc/pde`), in the order of declaration. Only the parameters of the chosen cases are asked for.
 */
export function draw<T>(space: SpaceNode<T>, suggester: Suggester): T {
  return space[behaviour].draw('', suggester)
}
