import { formatNumber } from '../../base/number-format.ts'
import type { Interval, PinnProblem } from './pinn-problem.ts'

/** A problem in a few lines for people: where it lives, what is searched, and what its loss is made of. */
export function problemText({ name, domain, unknowns, coefficients, terms, ...problem }: PinnProblem): string {
  const at = `(${domain.map((interval) => interval.name).join(', ')})`
  const known = Number.isFinite(problem.referenceFloor)
  return [
    `Problem ${name}: ${unknowns.map((unknown) => unknown + at).join(', ')} for ${domain.map(intervalText).join(', ')}`,
    `terms: ${Object.entries(terms)
      .map(([term, { fillsDomain }]) => (fillsDomain ? `${term} (whole domain)` : term))
      .join(', ')}`,
    ...(coefficients.length === 0
      ? []
      : [
          `trained coefficients: ${coefficients.map(({ name: one, start }) => `${one} from ${formatNumber(start)}`).join(', ')}`,
        ]),
    known ? `solution known, to a relative error of ${formatNumber(problem.referenceFloor)}` : 'solution not known',
  ].join('\n  ')
}

function intervalText({ name, low, high }: Interval): string {
  return `${name} in [${formatNumber(low)}, ${formatNumber(high)}]`
}
