import { join, posix, win32 } from 'node:path'
import type { Machine } from '../machine.ts'
import { prefixDataFolder, pythonPrefix, userDataFolder } from './jupyter-paths.ts'
import { badName, emptyPrefix, noPrefix, severalPlaces } from './messages.ts'

export interface TargetOptions {
  readonly user?: boolean
  readonly sysPrefix?: boolean
  readonly system?: boolean
  readonly prefix?: string
  readonly name: string
}

/** The folder of one kernel specification. Throws `install/several-places`, `install/no-prefix`, `install/bad-name`. */
export function installTarget(options: TargetOptions, machine: Machine): string {
  // Dots alone name the folder of all kernels, or one above it.
  if (!/^[a-z0-9._-]+$/i.test(options.name) || /^\.+$/.test(options.name)) throw badName(options.name)
  return join(targetDataFolder(options, machine), 'kernels', options.name.toLowerCase())
}

/**
 * Jupyter's data folder that is meant, as an absolute path. Throws `install/several-places`, `install/empty-prefix`,
 * `install/no-prefix`, `install/no-home`.
 */
export function targetDataFolder(options: TargetOptions, machine: Machine): string {
  return (machine.platform === 'win32' ? win32 : posix).resolve(chosenFolder(options, machine))
}

function chosenFolder({ user, sysPrefix, system, prefix }: TargetOptions, machine: Machine): string {
  if (prefix === '') throw emptyPrefix()
  const chosen = [user && '--user', sysPrefix && '--sys-prefix', system && '--system', prefix && '--prefix']
  const places = chosen.filter((place) => typeof place === 'string')
  if (places.length > 1) throw severalPlaces(places)
  if (prefix !== undefined) return prefixDataFolder(prefix, machine)
  if (system) return prefixDataFolder('/usr/local', machine)
  if (!sysPrefix) return userDataFolder(machine)
  const found = pythonPrefix(machine)
  if (found === null) throw noPrefix()
  return prefixDataFolder(found, machine)
}
