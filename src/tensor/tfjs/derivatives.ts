import { badTensorOption } from '../messages.ts'
import { requireSmooth } from './smooth-activations.ts'
import type { LayersModel, Scalar, Tensor, Tensor2D, Tf } from './tf.ts'

/** A function of coordinates, each a column [points, 1], with its partial derivatives. */
export interface Field<Name extends string> {
  readonly coordinates: Readonly<Record<Name, Tensor2D>>
  /** u [points, outputs] without names; u_x for `at('x')`, u_xt for `at('x', 't')`, to any order. */
  at(...by: readonly Name[]): Tensor2D
}

/**
 * A model as a field over named coordinates, in the order of its inputs. Derivatives are nested gradients of the model's
 * output summed over points (and outputs), which are those of each point as long as points do not influence one another.
 *
 * Each derivative is computed once a field. Make the field inside the function whose gradient is taken.
 *
 * @throws InputError `tensor/not-smooth`, `tensor/bad-option`
 */
export function fieldOf<Name extends string>(
  tf: Tf,
  model: LayersModel,
  coordinates: Readonly<Record<Name, Tensor2D>>,
): Field<Name> {
  requireSmooth(model)
  const names = Object.keys(coordinates) as Name[]
  const columns = names.map((name) => coordinates[name])
  const value: Evaluate = (...xs) => model.apply(tf.concat(xs, 1), { training: true }) as Tensor2D
  const known = new Map<string, Tensor2D>()
  return {
    coordinates,
    at(...by) {
      const axes = by.map((name) => axisOf(names, name))
      axes.sort((a, b) => a - b)
      const key = axes.join()
      let result = known.get(key)
      if (result === undefined) {
        const derivative = axes.reduce((f, axis) => slopeOf(tf, f, axis), value)
        result = derivative(...columns)
        known.set(key, result)
      }
      return result
    },
  }
}

type Evaluate = (...columns: Tensor2D[]) => Tensor2D

function slopeOf(tf: Tf, f: Evaluate, axis: number): Evaluate {
  return (...columns) => {
    const along = (x: Tensor): Scalar => tf.sum(f(...columns.with(axis, x as Tensor2D)))
    return tf.grad(along)(columns[axis]) as Tensor2D
  }
}

function axisOf(names: readonly string[], name: string): number {
  const axis = names.indexOf(name)
  if (axis < 0) throw badTensorOption('at', name, names.join(', '))
  return axis
}
