import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../.cache/peers', import.meta.url))

const data = join(folder, 'jupyter')

interface Peer {
  readonly name: string
  readonly title: string
  readonly package: string
  /** How Jupyter starts it, given the folder of its installation. */
  argv(prefix: string): readonly string[]
}

// Installed as their users do, globally, but into this checkout: as a plain dependency tslab does not find Node's types.
const peers: readonly Peer[] = [
  {
    name: 'deno',
    title: 'Deno',
    package: 'deno@2.9.6',
    argv: (prefix) => [join(prefix, 'bin', 'deno'), 'jupyter', '--kernel', '--conn', '{connection_file}'],
  },
  {
    name: 'tslab',
    title: 'tslab',
    package: 'tslab@1.0.22',
    argv: (prefix) => [join(prefix, 'bin', 'tslab'), 'kernel', '--config-path', '{connection_file}'],
  },
]

export interface PeerKernel {
  readonly name: string
  readonly title: string
  /** That of the cells that it is given; TypeScript where none is named. */
  readonly language?: string
  /** Null where the peer is there. */
  readonly absentBecause: string | null
}

/** Installs Deno and tslab from npm with kernel specifications of their own, and lets Jupyter find these. */
export function installPeers(): readonly PeerKernel[] {
  process.env['JUPYTER_PATH'] = [process.env['JUPYTER_PATH'], data].filter(Boolean).join(delimiter)
  return peers.map((peer) => ({ name: peer.name, title: peer.title, absentBecause: install(peer) }))
}

/** Our own kernel on the newest Node.js that the tests use, where they have installed it: it has one rung more. */
export function registerOnNode24(): readonly PeerKernel[] {
  const node = join(folder, '..', 'nodes', 'node_modules', 'node24', 'bin', 'node')
  const kernel = fileURLToPath(new URL('../../../dist/notebook/kernel/main.js', import.meta.url))
  const title = 'ours, Node 24'
  if (!existsSync(node)) return [{ name: 'ansatz24', title, absentBecause: '`npm test` installs Node 24' }]
  const argv = [node, kernel, '--connection-file', '{connection_file}']
  writeSpec('ansatz24', { argv, display_name: title, language: 'typescript', interrupt_mode: 'message' })
  return [{ name: 'ansatz24', title, absentBecause: null }]
}

/** A kernel that does nothing: the floor under all figures that a client measures. */
export function registerEmpty(): PeerKernel {
  const argv = [process.execPath, fileURLToPath(new URL('empty-kernel.mjs', import.meta.url)), '{connection_file}']
  writeSpec('empty', { argv, display_name: 'empty', language: 'none' })
  return { name: 'empty', title: 'an empty kernel', language: 'nothing', absentBecause: null }
}

function writeSpec(name: string, spec: object): void {
  mkdirSync(join(data, 'kernels', name), { recursive: true })
  writeFileSync(join(data, 'kernels', name, 'kernel.json'), JSON.stringify(spec))
}

function install(peer: Peer): string | null {
  const prefix = join(folder, peer.name)
  const argv = peer.argv(prefix)
  if (!existsSync(argv[0])) {
    const args = ['install', '--global', '--prefix', prefix, '--no-audit', '--no-fund', '--loglevel=error']
    const done = spawnSync('npm', [...args, peer.package], { encoding: 'utf8' })
    if (done.status !== 0) return `npm could not install ${peer.package}: ${(done.stderr ?? '').trim().split('\n')[0]}`
  }
  // The package loads its program at the first start, which must not be timed.
  spawnSync(argv[0], ['--version'], { encoding: 'utf8' })
  // As they register themselves: neither asks for interrupts by message.
  writeSpec(peer.name, { argv, display_name: peer.title, language: 'typescript' })
  return null
}
