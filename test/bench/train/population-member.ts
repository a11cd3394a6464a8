import { burgersStart, ownEngine, type BurgersSize } from './burgers-step.ts'

/** Trains one member of a population; gives the losses of its first steps. */
export async function train({
  size,
  steps,
}: {
  readonly size: BurgersSize
  readonly steps: number
}): Promise<readonly number[]> {
  const { losses } = await ownEngine(burgersStart(size), { precision: 'f32' }).measure(steps)
  return losses
}
