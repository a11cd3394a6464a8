import { readConnectionFile, type ConnectionInfo } from '../protocol/connection-info.ts'
import { bindSockets, type BoundSockets } from '../transport/bind-sockets.ts'

/** What a connection file says, and the sockets that it asks for. */
export interface BoundConnection {
  readonly connection: ConnectionInfo
  readonly sockets: BoundSockets
}

/** Opens the ports of a connection file. Throws `kernel/bad-connection-file` and `kernel/cannot-listen`. */
export async function bindConnection(file: string): Promise<BoundConnection> {
  const connection = await readConnectionFile(file)
  return { connection, sockets: await bindSockets(connection) }
}
