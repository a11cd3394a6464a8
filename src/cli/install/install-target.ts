import { join } from 'node:path'
import type { Machine } from '../machine.ts'
import { prefixDataFolder, pythonPrefix, userDataFolder } from './jupyter-paths.ts'
import { badName, noPrefix, severalPlaces } from './messages.ts'

export interface TargetOptions {
  readonly user?: boolean
  readonly sysPrefix?: boolean
  readonly system?: boolean
  readonly prefix?: string
  readonly name: string
}

/** The folder of one kernel specification. Throws `install/several-places`, `install/no-prefix`, `install/bad-name`. */
export function installTarget(options: TargetOptions, machine: Machine): string {
  if (!/^[a-z0-9._-]+$/i.test(options.name)) throw badName(options.name)
  return join(targetDataFolder(options, machine), 'kernels', options.name.toLowerCase())
}

/** Jupyter's data folder that is meant. Throws `install/several-places`, `install/no-prefix`. */
export function targetDataFolder({ user, sysPrefix, system, prefix }: TargetOptions, machine: Machine): string {
  const chosen = [user && '--user', sysPrefix && '--sys-prefix', system && '--system', prefix && '--prefix']
  const places = chosen.filter((place): place is string => typeof place === 'string' && place !== '')
  if (places.length > 1) throw severalPlaces(places)
  if (prefix !== undefined) return prefixDataFolder(prefix, machine)
  if (system) return prefixDataFolder('/usr/local', machine)
  if (!sysPrefix) return userDataFolder(machine)
  const found = pythonPrefix(machine)
  if (found === null) throw noPrefix()
  return prefixDataFolder(found, machine)
}
