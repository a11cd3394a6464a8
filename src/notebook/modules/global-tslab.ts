import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/**
 * The main file of a tslab that was installed with `npm install --global`, as its users are told to, or null. Its own
 * kernel gives every notebook that copy, so its notebooks import it without having it beside them.
 */
export function globalTslab(env: NodeJS.ProcessEnv = process.env): string | null {
  const prefix = env['NPM_CONFIG_PREFIX'] ?? env['npm_config_prefix'] ?? dirname(dirname(process.execPath))
  const folders = [
    ...(env['PATH'] ?? '').split(delimiter).flatMap(behindProgram),
    join(prefix, 'lib', 'node_modules', 'tslab'),
    join(dirname(process.execPath), 'node_modules', 'tslab'),
    ...(env['APPDATA'] === undefined ? [] : [join(env['APPDATA'], 'npm', 'node_modules', 'tslab')]),
  ]
  const files = folders.map((folder) => join(folder, 'dist', 'public.js'))
  return files.find((file) => existsSync(file)) ?? null
}

/** npm links a program of PATH to `tslab/bin/tslab`. */
function behindProgram(folder: string): string[] {
  const program = join(folder, 'tslab')
  return folder !== '' && existsSync(program) ? [dirname(dirname(realpathSync(program)))] : []
}
