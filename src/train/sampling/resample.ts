import { checkOptionNames } from '../../base/check-argument.ts'
import { requireCount } from './messages.ts'
import type { PointRule } from './point-rule.ts'

export interface ResampleOptions {
  /** Optimiser steps between two draws; default 20. */
  readonly every?: number
}

/**
 * Fresh points again and again, without regard to residuals, so that the network cannot learn the points instead of the
 * equation.
 *
 * @throws InputError `sampling/bad-option`, `base/unknown-option`
 */
export function resample(options: ResampleOptions = {}): PointRule {
  checkOptionNames('sampling.resample', options, ['every'])
  const { every = 20 } = options
  requireCount('every', every)
  return {
    kind: 'resample',
    every,
    renewsConditions: true,
    candidates: (current) => current,
    next: ({ candidates }) => candidates,
  }
}
