import { readFile } from 'node:fs/promises'
import type { LoadHook } from 'node:module'
import { fileURLToPath } from 'node:url'

import { compileModule } from '../compiler/compile-module.ts'

/** Lets `import './model.ts'` work on versions of Node.js that do not read TypeScript themselves. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const [path] = url.split('?')
  if (!path.startsWith('file:') || !/\.m?tsx?$/.test(path)) return nextLoad(url, context)
  const file = fileURLToPath(path)
  return { format: 'module', shortCircuit: true, source: compileModule(await readFile(file, 'utf8'), file) }
}
