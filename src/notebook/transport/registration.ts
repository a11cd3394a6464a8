import { Dealer } from 'zeromq'
import { channels, socketAddress, type ChannelPorts, type ConnectionInfo } from '../protocol/connection-info.ts'
import { createSigner } from '../protocol/signature.ts'
import { notRegistered } from './messages.ts'

/** A launcher that takes longer has given the kernel up. */
const patienceMs = 10_000

/**
 * Tells the launcher on which ports the kernel listens and waits until it has heard (JEP 66). Throws
 * `kernel/not-registered`: a kernel that nobody knows of must not run on.
 */
export async function register(
  info: ConnectionInfo,
  registrationPort: number,
  facts: { readonly kernelId: string; readonly ports: ChannelPorts },
): Promise<void> {
  const address = socketAddress(info, registrationPort)
  const socket = new Dealer({ linger: 0, receiveTimeout: patienceMs, sendTimeout: patienceMs })
  const ports = Object.fromEntries(channels.map((channel) => [`${channel}_port`, facts.ports[channel]]))
  const content = Buffer.from(JSON.stringify({ kernel_id: facts.kernelId, ...ports }))
  try {
    socket.connect(address)
    await socket.send(['<IDS|MSG>', createSigner(info.key, info.signatureScheme).sign([content]), content])
    await socket.receive()
  } catch {
    throw notRegistered(address)
  } finally {
    socket.close()
  }
}
