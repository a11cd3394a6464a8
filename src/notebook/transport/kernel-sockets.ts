import { Router, XPublisher, type Socket } from 'zeromq'
import {
  channelAddress,
  channels,
  socketAddress,
  type Channel,
  type ChannelPorts,
  type ConnectionInfo,
  type CurveKeys,
} from '../protocol/connection-info.ts'
import { cannotListen } from './messages.ts'
import { SendQueue } from './send-queue.ts'

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
  send(channel: RequestChannel | 'iopub', frames: Buffer[]): void
  /** Sends what waits, then closes; what libzmq still holds gets `lingerMs` to leave. */
  close(): Promise<void>
}

const lingerMs = 1000
const largestFrame = 256 * 2 ** 20

// High-water marks of 0 (no limit): at libzmq's default of 1000 a slow subscriber loses messages without notice, and a
// lost `idle` hangs a notebook. Measured with a subscriber stalled for 2.5 s: 10,000 of 50,000 messages arrived.
const socketOptions = { linger: lingerMs, sendHighWaterMark: 0, receiveHighWaterMark: 0 }

/**
 * Binds the channels to the addresses of the connection file and starts to listen. Throws `kernel/cannot-listen`.
 * @param maxFrameBytes of one frame; a peer that sends more is disconnected
 */
export async function openKernelSockets(
  info: ConnectionInfo,
  listeners: SocketListeners,
  maxFrameBytes = largestFrame,
): Promise<KernelSockets> {
  // Handover: the Jupyter server reconnects under the same identity and must not be refused as a duplicate.
  const options = { ...socketOptions, maxMessageSize: maxFrameBytes, ...curveOptions(info.curve) }
  const router = (): Router => new Router({ ...options, handover: true })
  const routers = { shell: router(), control: router(), stdin: router() }
  const heartbeat = router()
  const iopub = new XPublisher(options)
  // By default only the first of two equal subscriptions is reported, and the second client never gets its welcome; and
  // only the last that ends, so that nobody learns of a page that is gone.
  iopub.verbosity = 'allSubsUnsubs'

  const sockets: Readonly<Record<Channel, Socket>> = { ...routers, hb: heartbeat, iopub }
  const ports = await bindPrivately(info, sockets)

  for (const [channel, socket] of Object.entries(routers)) {
    void forEachMessage(socket, (frames) => listeners.receive(channel as RequestChannel, frames), listeners)
  }
  void forEachMessage(iopub, ([first]) => reportSubscription(first, listeners), listeners)
  const beats = new SendQueue(heartbeat, listeners.problem)
  void forEachMessage(heartbeat, (frames) => beats.push(frames), listeners)

  const queues = {
    shell: new SendQueue(routers.shell, listeners.problem),
    control: new SendQueue(routers.control, listeners.problem),
    stdin: new SendQueue(routers.stdin, listeners.problem),
    iopub: new SendQueue(iopub, listeners.problem),
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

function curveOptions(curve: CurveKeys | null): object {
  return curve === null ? {} : { curveServer: true, curvePublicKey: curve.publicKey, curveSecretKey: curve.secretKey }
}

/** Binds with a umask that keeps other users of the machine away from the files of the ipc transport. */
async function bindPrivately(info: ConnectionInfo, sockets: Readonly<Record<Channel, Socket>>): Promise<ChannelPorts> {
  const umask = process.umask(0o077)
  try {
    const bound = await Promise.all(
      channels.map(async (channel, index) => [channel, await bindChannel(info, sockets[channel], { channel, index })]),
    )
    return Object.fromEntries(bound) as ChannelPorts
  } finally {
    process.umask(umask)
  }
}

/** The port that the channel got. */
async function bindChannel(
  info: ConnectionInfo,
  socket: Socket,
  { channel, index }: { readonly channel: Channel; readonly index: number },
): Promise<number> {
  if (info.registrationPort === null) {
    await bind(socket, channelAddress(info, channel))
    return info.ports[channel]
  }
  // Files of the ipc transport are ours alone, so their numbers need not be free.
  const port = info.transport === 'ipc' ? index + 1 : 0
  await bind(socket, socketAddress(info, port))
  return port === 0 ? Number(/:(\d+)$/.exec(socket.lastEndpoint ?? '')?.[1]) : port
}

async function bind(socket: Socket, address: string): Promise<void> {
  try {
    await socket.bind(address)
  } catch (cause) {
    throw cannotListen(address, cause)
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
