import type { ChannelPorts } from '../protocol/connection-info.ts'
import type { Frame } from '../protocol/message.ts'
import type { BoundSockets } from './bind-sockets.ts'
import { SendQueue, type FrameSink } from './send-queue.ts'

export type RequestChannel = 'shell' | 'control' | 'stdin'

export interface SocketListeners {
  receive(channel: RequestChannel, frames: readonly Buffer[]): void
  /** A client now listens on iopub to everything that starts with `topic`. */
  subscribed(topic: Buffer): void
  /** One that listened on iopub does so no more. */
  unsubscribed(): void
  /** Something went wrong with one message; the socket goes on. */
  readonly problem: (problem: unknown) => void
}

/** The five channels of a kernel, bound. Sending never blocks and never throws. */
export interface KernelSockets {
  /** Where they listen: the ports of the connection file, or for a registration file those that were free. */
  readonly ports: ChannelPorts
  send(channel: RequestChannel | 'iopub', frames: Frame[]): void
  /** Sends what waits, then closes; what libzmq still holds gets a second to leave. */
  close(): Promise<void>
}

/** Starts to listen to the channels, and lets send to them. */
export function openKernelSockets(bound: BoundSockets, listeners: SocketListeners): KernelSockets {
  const { ports, ...sockets } = bound
  for (const channel of ['shell', 'control', 'stdin'] as const) {
    void forEachMessage(sockets[channel], (frames) => listeners.receive(channel, frames), listeners)
  }
  void forEachMessage(sockets.iopub, ([first]) => reportSubscription(first, listeners), listeners)
  const beats = new SendQueue(sockets.hb, listeners.problem)
  void forEachMessage(sockets.hb, (frames) => beats.push(frames), listeners)

  const queueOf = (socket: FrameSink): SendQueue => new SendQueue(socket, listeners.problem)
  const queues = {
    shell: queueOf(sockets.shell),
    control: queueOf(sockets.control),
    stdin: queueOf(sockets.stdin),
    iopub: queueOf(sockets.iopub),
  }
  return {
    ports,
    send: (channel, frames) => queues[channel].push(frames),
    async close() {
      await Promise.all(Object.values(queues).map((queue) => queue.flushed()))
      for (const socket of Object.values(sockets)) socket.close()
    },
  }
}

/** Listens until the socket is closed. One bad message must not end the loop. */
async function forEachMessage(
  socket: AsyncIterable<Buffer[]>,
  handle: (frames: Buffer[]) => void,
  { problem }: SocketListeners,
): Promise<void> {
  try {
    for await (const frames of socket) {
      try {
        handle(frames)
      } catch (error) {
        problem(error)
      }
    }
  } catch (error) {
    problem(error)
  }
}

const [unsubscribe, subscribe] = [0, 1]

function reportSubscription(frame: Buffer | undefined, listeners: SocketListeners): void {
  if (frame?.[0] === subscribe) listeners.subscribed(frame.subarray(1))
  else if (frame?.[0] === unsubscribe) listeners.unsubscribed()
}
