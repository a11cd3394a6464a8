import { readFile } from 'node:fs/promises'
import { badConnectionFile } from './messages.ts'

/** The five channels in the order of the fields of a connection file. */
export const channels = ['shell', 'iopub', 'stdin', 'control', 'hb'] as const
export type Channel = (typeof channels)[number]

export type ChannelPorts = Readonly<Record<Channel, number>>

/** CurveZMQ keys in Z85, 40 characters each (jupyter_client 8.9). */
export interface CurveKeys {
  readonly publicKey: string
  readonly secretKey: string
}

/** Where the kernel listens, and the key that messages are signed with. */
export interface ConnectionInfo {
  readonly transport: 'tcp' | 'ipc'
  readonly ip: string
  readonly ports: ChannelPorts
  /**
   * Where to tell the launcher on which ports we listen, in a registration file (JEP 66), whose `ports` are all 0: any
   * free one. Null in a connection file.
   */
  readonly registrationPort: number | null
  /** Empty: messages are not signed. */
  readonly key: string
  readonly signatureScheme: string
  readonly curve: CurveKeys | null
}

/** Reads a connection file or a registration file. Throws `kernel/bad-connection-file`. */
export async function readConnectionFile(path: string): Promise<ConnectionInfo> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw badConnectionFile(path, cause instanceof Error ? cause.message : String(cause), cause)
  }
  return connectionInfo(value, path)
}

/** The content of a connection file, checked. By hand, not with zod: see `readHeader`. */
export function connectionInfo(value: unknown, path: string): ConnectionInfo {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>
  const fail = (field: string, allowed: string): never => {
    throw badConnectionFile(path, `"${field}" is ${JSON.stringify(fields[field])}, not ${allowed}`)
  }
  const { transport = 'tcp', ip, key = '', signature_scheme: scheme = 'hmac-sha256' } = fields
  if (transport !== 'tcp' && transport !== 'ipc') return fail('transport', '"tcp" or "ipc"')
  if (typeof ip !== 'string' || ip === '') return fail('ip', 'an address')
  if (typeof key !== 'string') return fail('key', 'a string')
  if (typeof scheme !== 'string') return fail('signature_scheme', 'a string')
  const { registration_port: registration = null } = fields
  if (registration !== null && !isPort(registration)) return fail('registration_port', 'a port between 1 and 65535')
  const portOf = (name: string): number => {
    const port = fields[name]
    if (registration !== null) return 0
    return isPort(port) ? port : fail(name, 'a port between 1 and 65535')
  }
  const ports = Object.fromEntries(channels.map((channel) => [channel, portOf(`${channel}_port`)])) as ChannelPorts
  return {
    transport,
    ip,
    ports,
    registrationPort: registration,
    key,
    signatureScheme: scheme,
    curve: curveKeys(fields),
  }
}

/** The address of a channel: `tcp://127.0.0.1:5555`, or `ipc:///run/kernel-x-1` (a file per channel). */
export function channelAddress(info: ConnectionInfo, channel: Channel): string {
  return socketAddress(info, info.ports[channel])
}

export function socketAddress({ transport, ip }: ConnectionInfo, port: number): string {
  return transport === 'tcp' ? `tcp://${ip}:${port}` : `ipc://${ip}-${port}`
}

/** Whether only programs on this machine can reach the kernel, or those that have its keys. */
export function isPrivate({ transport, ip, curve }: ConnectionInfo): boolean {
  return transport === 'ipc' || curve !== null || ip === 'localhost' || ip === '::1' || ip.startsWith('127.')
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536
}

function curveKeys({ curve_publickey: publicKey, curve_secretkey: secretKey }: Readonly<Record<string, unknown>>) {
  return typeof publicKey === 'string' && typeof secretKey === 'string' ? { publicKey, secretKey } : null
}
