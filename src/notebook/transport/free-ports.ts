import { createServer, type AddressInfo, type Server } from 'node:net'

/** `count` different TCP ports that are free on `ip` now. All are held until the last one is known. */
export async function freePorts(count: number, ip = '127.0.0.1'): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listening(ip)))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map(closed))
  return ports
}

function listening(ip: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, ip, () => resolve(server))
  })
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}
