import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Dealer, Subscriber, curveKeyPair } from 'zeromq'
import { channels, connectionInfo, type ConnectionInfo } from '../../../src/notebook/protocol/connection-info.ts'
import { freePorts } from '../../../src/notebook/transport/free-ports.ts'
import { bindSockets } from '../../../src/notebook/transport/bind-sockets.ts'
import { openKernelSockets, type KernelSockets } from '../../../src/notebook/transport/kernel-sockets.ts'

async function info(fields: object = {}): Promise<ConnectionInfo> {
  const ports = await freePorts(5)
  const named = Object.fromEntries(channels.map((channel, index) => [`${channel}_port`, ports[index]]))
  return connectionInfo({ transport: 'tcp', ip: '127.0.0.1', key: '', ...named, ...fields }, 'test')
}

const ignored = { receive: () => {}, subscribed: () => {}, unsubscribed: () => {}, problem: () => {} }

test('100,000 messages to a subscriber that does not read: all are kept for it', async () => {
  const connection = await info()
  let subscribed = (): void => {}
  const ready = new Promise<void>((resolve) => {
    subscribed = resolve
  })
  const sockets = openKernelSockets(await bindSockets(connection), { ...ignored, subscribed: () => subscribed() })
  const subscriber = new Subscriber({ linger: 0 })
  subscriber.connect(`tcp://127.0.0.1:${connection.ports.iopub}`)
  subscriber.subscribe('')
  await ready
  for (let i = 0; i < 100_000; i++) sockets.send('iopub', [Buffer.from(String(i))])
  let received = 0
  for await (const [frame] of subscriber) {
    if (frame.toString() !== String(received)) throw new Error(`expected ${received}, got ${frame.toString()}`)
    if (++received === 100_000) break
  }
  subscriber.close()
  await sockets.close()
  expect(received).toBe(100_000)
})

test('a listener that throws is reported and the channel goes on', async () => {
  const connection = await info()
  const problems: unknown[] = []
  const sockets: KernelSockets = openKernelSockets(await bindSockets(connection), {
    receive(channel, frames) {
      if (frames[1].toString() === 'bad') throw new Error('bad message')
      sockets.send(channel, [...frames])
    },
    subscribed: () => {},
    unsubscribed: () => {},
    problem: (problem) => problems.push(problem),
  })
  const dealer = new Dealer({ linger: 0 })
  dealer.connect(`tcp://127.0.0.1:${connection.ports.shell}`)
  await dealer.send('bad')
  await dealer.send('good')
  expect(String(await dealer.receive())).toBe('good')
  expect(problems).toEqual([new Error('bad message')])
  dealer.close()
  await sockets.close()
})

test('a client that reconnects under the same identity takes over', async () => {
  const connection = await info()
  const sockets: KernelSockets = openKernelSockets(await bindSockets(connection), {
    ...ignored,
    receive: (channel, frames) => sockets.send(channel, [...frames]),
  })
  for (const text of ['first', 'second']) {
    // The first connection is left open on purpose, as after a network drop.
    const dealer = new Dealer({ linger: 0, routingId: 'same', receiveTimeout: 5000 })
    dealer.connect(`tcp://127.0.0.1:${connection.ports.shell}`)
    await dealer.send(text)
    expect(String(await dealer.receive())).toBe(text)
  }
  await sockets.close()
})

test('with curve keys: a client that has the public key is heard, a plain one is not', async () => {
  const server = curveKeyPair()
  const connection = await info({ curve_publickey: server.publicKey, curve_secretkey: server.secretKey })
  const heard: string[] = []
  const sockets: KernelSockets = openKernelSockets(await bindSockets(connection), {
    ...ignored,
    receive(channel, frames) {
      heard.push(frames[1].toString())
      sockets.send(channel, [...frames])
    },
  })
  const address = `tcp://127.0.0.1:${connection.ports.shell}`
  const plain = new Dealer({ linger: 0 })
  plain.connect(address)
  await plain.send('plain')
  const own = curveKeyPair()
  const curve = new Dealer({
    linger: 0,
    curveServerKey: server.publicKey,
    curvePublicKey: own.publicKey,
    curveSecretKey: own.secretKey,
  })
  curve.connect(address)
  await curve.send('encrypted')
  expect(String(await curve.receive())).toBe('encrypted')
  expect(heard).toEqual(['encrypted'])
  plain.close()
  curve.close()
  await sockets.close()
})

test('a peer that sends a frame above the limit is not heard, and one that stays below is, on every channel', async () => {
  const connection = await info()
  const heard: string[] = []
  const receive = (channel: string, frames: readonly Buffer[]): void =>
    void heard.push(`${channel} ${frames[1].length}`)
  const sockets = openKernelSockets(await bindSockets(connection, 1000), { ...ignored, receive })
  const dealers = (['shell', 'control', 'stdin'] as const).map((channel) => {
    const dealer = new Dealer({ linger: 0, reconnectInterval: 5 })
    const refused = new Promise((resolve) => dealer.events.on('disconnect', resolve))
    dealer.connect(`tcp://127.0.0.1:${connection.ports[channel]}`)
    return { dealer, refused }
  })
  // The long one first: what comes behind it on the same connection is lost with it.
  for (const { dealer } of dealers) await dealer.send(Buffer.alloc(1001))
  for (const { refused } of dealers) await refused
  for (const { dealer } of dealers) await dealer.send(Buffer.alloc(1000))
  await expect.poll(() => heard.toSorted()).toEqual(['control 1000', 'shell 1000', 'stdin 1000'])
  for (const { dealer } of dealers) dealer.close()
  await sockets.close()
})

test('bindSockets on a port in use throws kernel/cannot-listen and names the address', async () => {
  const connection = await info()
  const first = openKernelSockets(await bindSockets(connection), ignored)
  await expect(bindSockets(connection)).rejects.toMatchObject({
    code: 'kernel/cannot-listen',
    details: { address: expect.stringMatching(/^tcp:\/\/127\.0\.0\.1:\d+$/) },
  })
  await first.close()
})

test('the files of the ipc transport are for their owner alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ansatz-ipc-'))
  const before = process.umask()
  const connection = await info({ transport: 'ipc', ip: join(folder, 'k') })
  const sockets = openKernelSockets(await bindSockets(connection), ignored)
  expect(statSync(`${join(folder, 'k')}-${connection.ports.shell}`).mode & 0o077).toBe(0)
  expect(process.umask()).toBe(before)
  await sockets.close()
  rmSync(folder, { recursive: true })
})
