import { freemem } from 'node:os'

/** A spare executor holds about 60 MB; where less than this is free, notebooks need it more. */
const leastFreeBytes = 2 ** 30

/**
 * Whether a second executor may stand by, so that a crash or a lost interrupt costs no start. `ANSATZ_SPARE=off` says no,
 * and so does a machine or a container with less than 1 GiB of free memory at the time.
 */
export function maySpare(chosen: string | undefined): boolean {
  return chosen !== 'off' && availableMemory() >= leastFreeBytes
}

/** Node.js 20.13 and later also know the limit of the container. */
function availableMemory(): number {
  const { availableMemory: asked } = process as { readonly availableMemory?: () => number }
  return Math.min(freemem(), asked?.() ?? Number.POSITIVE_INFINITY)
}
