import { z } from 'zod'
import type { FidelityRange } from '../core/scheduler.ts'
import { wholeNumber } from '../parts/number-options.ts'

/** The resource of a scheduler as callers write it. */
export interface FidelityOption {
  /** The parameter of the space that carries it, such as `epochs`. Default: none; the objective reads `trial.budget`. */
  readonly name?: string
  /** The least that says anything about a trial, in steps as `trial.report` counts them; a whole number ≥ 1, default 1. */
  readonly min?: number
  /** A full evaluation; a whole number, not below `min`. */
  readonly max: number
}

/** The schema of a `FidelityOption`. */
export function fidelityField() {
  return z
    .strictObject(
      {
        name: z.string('the name of a parameter').min(1, 'the name of a parameter').nullable().default(null),
        min: wholeNumber(1).default(1),
        max: wholeNumber(1),
      },
      'an object { name, min, max }; it may be left out for a space with a parameter that is marked by .fidelity()',
    )
    .refine(({ min, max }) => min <= max, { path: ['max'], message: 'a number that is not below "min"' })
}

/** The resources at which trials are compared: min, η·min, η²·min, … and at last max. */
export function rungResources({ min, max }: FidelityRange, eta: number): readonly number[] {
  const rungs: number[] = []
  for (let resource = min; resource < max; resource *= eta) rungs.push(resource)
  return [...rungs, max]
}
