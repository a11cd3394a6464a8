// Trains one member of a population in a worker; gives the losses of its first steps. Workers begin in JavaScript.
import '../typescript-loader.mjs'

const { burgersStart, ownEngine } = await import('./burgers-step.ts')

/** @param {{ size: import('./burgers-step.ts').BurgersSize, steps: number }} member */
export async function train({ size, steps }) {
  const { losses } = await ownEngine(burgersStart(size), { precision: 'f32' }).measure(steps)
  return losses
}
