// Bundles a harness with Jupyter's own packages and runs it in jsdom:
//   node run.mjs FOLDER HARNESS [JSON]
// FOLDER/node_modules holds esbuild, jsdom and the packages that the harness imports; its `main` is given the JSON.
// Prints what it gives back, the frontend's view of things, as JSON.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = resolve(process.argv[2])
const require = createRequire(join(packages, 'package.json'))
const { build } = require('esbuild')
// JupyterLab's buttons import it without naming it among their dependencies; a copy is where somebody else does.
const tslib = [packages, join(packages, 'node_modules', 'vega-lite')].flatMap((from) => {
  try {
    return [createRequire(join(from, 'package.json')).resolve('tslib')]
  } catch {
    return []
  }
})
const { JSDOM } = require('jsdom')

// Inside of the folder, so that what is not bundled is found.
mkdirSync(join(packages, '.cache'), { recursive: true })
const folder = mkdtempSync(join(packages, '.cache', 'jsdom-'))
const outfile = join(folder, 'harness.cjs')
const withoutContent = ['.css', '.woff', '.woff2', '.ttf', '.eot', '.png']
await build({
  entryPoints: [fileURLToPath(new URL(process.argv[3], import.meta.url))],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  logLevel: 'error',
  keepNames: true,
  // Charts draw nothing here, and native code cannot be bundled.
  external: ['vega', 'vega-lite', 'zeromq'],
  ...(tslib.length > 0 && { alias: { tslib: tslib[0] } }),
  // Like a browser's bundle: one copy of each package, from where the caller has them.
  nodePaths: [join(packages, 'node_modules')],
  loader: { ...Object.fromEntries(withoutContent.map((name) => [name, 'empty'])), '.svg': 'text' },
})

const { window } = new JSDOM('<!doctype html><body></body>', { url: 'http://localhost/', pretendToBeVisual: true })
for (const key of Object.getOwnPropertyNames(window)) {
  if (!(key in globalThis)) globalThis[key] = window[key]
}
class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
// What the packages use and jsdom lacks.
const additions = {
  window,
  document: window.document,
  DragEvent: window.MouseEvent,
  ResizeObserver: Observer,
  matchMedia: () => ({ matches: false, addListener() {}, addEventListener() {} }),
  requestAnimationFrame: (callback) => setTimeout(() => callback(performance.now()), 0),
}
Object.assign(globalThis, additions)
Object.defineProperty(globalThis, 'navigator', { value: window.navigator, configurable: true })
for (const key of ['DragEvent', 'ResizeObserver', 'matchMedia', 'requestAnimationFrame']) window[key] = additions[key]

const { main } = require(outfile)
const result = await main(JSON.parse(process.argv[4] ?? 'null'))
rmSync(folder, { recursive: true })
process.stdout.write(JSON.stringify(result), () => process.exit())
