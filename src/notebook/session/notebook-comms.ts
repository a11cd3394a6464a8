import { provideCommHost } from '../comms/comm-host.ts'
import { CommManager } from '../comms/comm-manager.ts'
import type { EventChannel } from '../events/event-channel.ts'
import type { OutputOwner } from '../events/output-owner.ts'
import type { CommCommand } from '../ipc/executor-messages.ts'

interface Parts {
  readonly channel: EventChannel
  readonly owner: OutputOwner
}

/**
 * A frontend may wait for the end of a handler before it sends the next change. A handler that works for long must not
 * freeze its control.
 */
const patienceMs = 2000

/** Connects the comms of the notebook to the channel. Returns what takes the frontends' steps. */
export function openComms({ channel, owner }: Parts): (command: CommCommand) => Promise<void> {
  const manager = new CommManager({
    send: (step) => channel.send({ type: 'comm', parent: owner.current()?.id ?? '', ...step }),
    announce: (target) => channel.send({ type: 'commTarget', target }),
  })
  provideCommHost(manager)
  return async ({ id, ...step }) => {
    channel.send({ type: 'commTaken', id })
    const handled = manager.receive(step)
    const timer = { stop: () => {} }
    const late = new Promise<void>((resolve) => {
      const timeout = setTimeout(resolve, patienceMs)
      timer.stop = () => clearTimeout(timeout)
    })
    await Promise.race([handled, late])
    timer.stop()
    channel.send({ type: 'commDone', id })
  }
}
