import type { Clock } from '../../base/clock.ts'

/**
 * What reaches a client this long after its last message may have found nobody: the server that carries the messages
 * keeps the connection of a page that was closed, so the moment of its end cannot be known.
 */
const attentionMs = 2000
/** How many clients are remembered; those that were heard last. */
const capacity = 1000

/**
 * Which clients have gone away. ZeroMQ tells that one of those that listen has left, but not which; it is taken for every
 * client that has said nothing since. A client that is merely quiet loses nothing by that: what is shown again to somebody
 * else is a copy.
 */
export class Audience {
  private readonly clock: Clock
  private readonly heardAt = new Map<string, number>()
  private leftAt = Number.NEGATIVE_INFINITY

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** A message came from the client with this session id. */
  heard(session: string): void {
    this.heardAt.delete(session)
    this.heardAt.set(session, this.clock.now())
    if (this.heardAt.size <= capacity) return
    for (const oldest of this.heardAt.keys()) {
      this.heardAt.delete(oldest)
      return
    }
  }

  /** One of those that listen on iopub is gone. */
  left(): void {
    this.leftAt = this.clock.now()
  }

  isGone(session: string): boolean {
    return this.lastHeard(session) < this.leftAt
  }

  /** Whether the client is gone and may not have seen what was sent to it at this time. */
  missed(session: string, at: number): boolean {
    return this.isGone(session) && at > this.lastHeard(session) + attentionMs
  }

  private lastHeard(session: string): number {
    return this.heardAt.get(session) ?? Number.NEGATIVE_INFINITY
  }
}
