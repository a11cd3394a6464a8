import type { Distribution } from '../space/distribution.ts'
import { compatible } from '../space/distribution-json.ts'

/** Whether both give exactly the same values on the same scale. */
export function sameDistribution(a: Distribution, b: Distribution): boolean {
  if (a === b) return true
  if (!compatibleDistributions(a, b)) return false
  if (a.kind === 'categorical' || b.kind === 'categorical') return true
  return a.low === b.low && a.high === b.high && a.step === b.step
}

/**
 * Whether one study may hold both under the same name: the same kind, the same scale, the same choices in the same
 * order. Ranges and steps may change.
 */
export const compatibleDistributions: (a: Distribution, b: Distribution) => boolean = compatible
