import { readFile } from 'node:fs/promises'
import { badConnectionFile } from './messages.ts'

/** The five channels in the order of the fields of a connection file. */
export const channels = ['shell', 'iopub', 'stdin', 'control', 'hb'] as const
export type Channel = (typeof channels)[number]

/** CurveZMQ keys in Z85, 40 characters each (jupyter_client 8.9). */
export interface CurveKeys {
  readonly publicKey: string
  readonly secretKey: string
}

/** Where the kernel listens, and the key that messages are signed with. */
export interface ConnectionInfo {
  readonly transport: 'tcp' | 'ipc'
  readonly ip: string
  readonly ports: Readonly<Record<Channel, number>>
  /** Empty: messages are not signed. */
  readonly key: string
  readonly signatureScheme: string
  readonly curve: CurveKeys | null
}

/** Reads a connection file. Throws `kernel/bad-connection-file`. */
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
  const ports = Object.fromEntries(
    channels.map((channel) => {
      const port = fields[`${channel}_port`]
      return [channel, isPort(port) ? port : fail(`${channel}_port`, 'a port between 1 and 65535')]
    }),
  ) as Record<Channel, number>
  return { transport, ip, ports, key, signatureScheme: scheme, curve: curveKeys(fields) }
}

/** The address of a channel: `tcp://127.0.0.1:5555`, or `ipc:///run/kernel-x-1` (a file per channel). */
export function channelAddress({ transport, ip, ports }: ConnectionInfo, channel: Channel): string {
  return transport === 'tcp' ? `tcp://${ip}:${ports[channel]}` : `ipc://${ip}-${ports[channel]}`
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536
}

function curveKeys({ curve_publickey: publicKey, curve_secretkey: secretKey }: Readonly<Record<string, unknown>>) {
  return typeof publicKey === 'string' && typeof secretKey === 'string' ? { publicKey, secretKey } : null
}
