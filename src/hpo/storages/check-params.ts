import type { ParamAssignment } from '../core/storage.ts'
import { type Distribution, toInternal } from '../space/distribution.ts'
import { compatibleDistributions } from '../space/distribution-match.ts'
import { checkAttributeKey } from './check-name.ts'
import { badParamValue, incompatibleParam } from './messages.ts'

/**
 * Refuses assignments that Optuna's tables cannot hold or that Optuna would refuse to read.
 *
 * Ranges are not checked: an enqueued trial may lie outside of them, as in Optuna.
 *
 * @param storedDistribution the distribution under which the study knows a parameter, or null for a new one
 * @throws InputError `storage/bad-param`, `storage/incompatible-distribution`, `storage/bad-key`, `space/invalid-value`
 */
export function checkParams(
  params: readonly ParamAssignment[],
  storedDistribution: (name: string) => Distribution | null,
): void {
  for (const { name, value, distribution } of params) {
    const stored = storedDistribution(name)
    // A name that the study has was fit to be stored.
    if (stored === null) checkAttributeKey(name)
    const internal = toInternal(distribution, value)
    if (!Number.isFinite(internal)) throw badParamValue(name, value, 'finite numbers')
    if (distribution.kind === 'int' && !Number.isInteger(internal)) throw badParamValue(name, value, 'whole numbers')
    if (stored !== null && stored !== distribution && !compatibleDistributions(stored, distribution)) {
      throw incompatibleParam(name, { stored, given: distribution })
    }
  }
}
