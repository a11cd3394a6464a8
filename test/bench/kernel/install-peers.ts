import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../.cache/peers', import.meta.url))

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
  /** Null where the peer is there. */
  readonly absentBecause: string | null
}

/** Installs Deno and tslab from npm with kernel specifications of their own, and lets Jupyter find these. */
export function installPeers(): readonly PeerKernel[] {
  const own = join(folder, 'jupyter')
  process.env['JUPYTER_PATH'] = [process.env['JUPYTER_PATH'], own].filter(Boolean).join(delimiter)
  return peers.map((peer) => ({ name: peer.name, title: peer.title, absentBecause: install(peer, own) }))
}

function install(peer: Peer, data: string): string | null {
  const prefix = join(folder, peer.name)
  const argv = peer.argv(prefix)
  if (!existsSync(argv[0])) {
    const args = ['install', '--global', '--prefix', prefix, '--no-audit', '--no-fund', '--loglevel=error']
    const done = spawnSync('npm', [...args, peer.package], { encoding: 'utf8' })
    if (done.status !== 0) return `npm could not install ${peer.package}: ${(done.stderr ?? '').trim().split('\n')[0]}`
  }
  // The package loads its program at the first start, which must not be timed.
  spawnSync(argv[0], ['--version'], { encoding: 'utf8' })
  const spec = { argv, display_name: peer.title, language: 'typescript' }
  mkdirSync(join(data, 'kernels', peer.name), { recursive: true })
  writeFileSync(join(data, 'kernels', peer.name, 'kernel.json'), JSON.stringify(spec))
  return null
}
