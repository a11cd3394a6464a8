import type { Rng } from '../../base/rng.ts'

/** As many as jupyter_client remembers (`Session.digest_history_size`). */
const defaultLimit = 65_536
/** The share that is forgotten when the memory is full. */
const forgottenShare = 0.1

/** Lets every signature through once, so that a recorded message cannot be sent again. */
export class ReplayGuard {
  private readonly seen = new Set<string>()
  private readonly rng: Pick<Rng, 'uniform'>
  private readonly limit: number

  constructor(rng: Pick<Rng, 'uniform'>, limit: number = defaultLimit) {
    this.rng = rng
    this.limit = limit
  }

  admit(signature: string): boolean {
    if (this.seen.has(signature)) return false
    this.seen.add(signature)
    if (this.seen.size > this.limit) this.forgetSome()
    return true
  }

  /** Random entries go, not the oldest: otherwise a sender could tell when a recorded message becomes valid again. */
  private forgetSome(): void {
    for (const signature of this.seen) if (this.rng.uniform() < forgottenShare) this.seen.delete(signature)
  }
}
