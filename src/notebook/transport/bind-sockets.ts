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

/** The sockets of a kernel's channels: clients can connect, and what they send waits until somebody listens. */
export interface BoundSockets {
  readonly shell: Router
  readonly control: Router
  readonly stdin: Router
  readonly hb: Router
  readonly iopub: XPublisher
  /** The ports of the connection file, or for a registration file those that were free. */
  readonly ports: ChannelPorts
}

const lingerMs = 1000
const largestFrame = 256 * 2 ** 20

// High-water marks of 0 (no limit): at libzmq's default of 1000 a slow subscriber loses messages without notice, and a
// lost `idle` hangs a notebook. Measured with a subscriber stalled for 2.5 s: 10,000 of 50,000 messages arrived.
const socketOptions = { linger: lingerMs, sendHighWaterMark: 0, receiveHighWaterMark: 0 }

/**
 * Binds the channels to the addresses of the connection file. Throws `kernel/cannot-listen`.
 *
 * A module of few imports, because the kernel begins with it: who has started it tries to connect at once, in vain, and
 * then again after 100 to 200 ms.
 * @param maxFrameBytes of one frame; a peer that sends more is disconnected
 */
export async function bindSockets(info: ConnectionInfo, maxFrameBytes = largestFrame): Promise<BoundSockets> {
  // Handover: the Jupyter server reconnects under the same identity and must not be refused as a duplicate.
  const options = { ...socketOptions, maxMessageSize: maxFrameBytes, ...curveOptions(info.curve) }
  const router = (): Router => new Router({ ...options, handover: true })
  const sockets = { shell: router(), control: router(), stdin: router(), hb: router(), iopub: new XPublisher(options) }
  // By default only the first of two equal subscriptions is reported, and the second client never gets its welcome; and
  // only the last that ends, so that nobody learns of a page that is gone.
  sockets.iopub.verbosity = 'allSubsUnsubs'
  return { ...sockets, ports: await bindPrivately(info, sockets) }
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
