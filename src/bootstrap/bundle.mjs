// The last step of a build: joins the modules that a kernel loads at its start into few files. Reading them one by one
// takes longer than all else that it does until its first answer (0.25 against 0.13 s to the first open port).
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { root } from './project.mjs'

const dist = join(root, 'dist')
const notebook = join(dist, 'notebook')

/** What cells load as well must be there once. The version of the package is found from where its file lies. */
const shared = ['base', 'notebook/comms', 'notebook/display'].map((folder) => join(dist, folder, '*'))

/** At the top of what is joined already: the compiler replaces it, and a second run has nothing to join. */
const joined = '// Joined by src/bootstrap/bundle.mjs.'

/**
 * What a cell may put something else in place of, also by accident or through a polyfill, while the session goes on with
 * what it began with.
 */
const keptGlobals = `
  AbortController Array Atomics BigInt Boolean Buffer Date Error Function
  Int32Array JSON Map Math Number Object Promise Proxy Reflect
  RegExp Set SharedArrayBuffer String Symbol SyntaxError TypeError URL Uint8Array
  WeakMap WeakSet clearTimeout performance process queueMicrotask setImmediate setTimeout
`
  .trim()
  .split(/\s+/)

bundle('kernel', ['main'], [join(dist, 'base', 'library-version.js')])
bundle('session', ['start', 'helper-thread'], shared)
bundleBabel()

/**
 * Replaces the entries of a process by files that hold what they load.
 * @param {string} folder
 * @param {readonly string[]} entries
 * @param {string[]} external
 */
function bundle(folder, entries, external) {
  const outdir = join(notebook, folder)
  if (entries.every((name) => readFileSync(join(outdir, `${name}.js`), 'utf8').includes(joined))) return
  for (const name of readdirSync(outdir)) if (name.startsWith('bundle-')) rmSync(join(outdir, name))
  const kept = join(outdir, 'kept-globals.js')
  writeFileSync(kept, `const { ${keptGlobals.join(', ')} } = globalThis\nexport { ${keptGlobals.join(', ')} }\n`)
  buildSync({
    entryPoints: entries.map((name) => join(outdir, `${name}.js`)),
    outdir,
    banner: { js: joined },
    allowOverwrite: true,
    bundle: true,
    splitting: true,
    chunkNames: 'bundle-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    external,
    inject: folder === 'session' ? [kept] : [],
    sourcemap: true,
    logLevel: 'error',
  })
  rmSync(kept)
}

/** Babel in one file: what lowers decorators, without its 48 packages in every installation. */
function bundleBabel() {
  const entry = join(notebook, 'session', 'babel.js')
  const outfile = join(notebook, 'session', 'babel.cjs')
  const { metafile } = buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    keepNames: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // For configuration files in TypeScript, which are not read.
    external: ['@babel/preset-typescript/package.json'],
    metafile: true,
    logLevel: 'error',
  })
  const folders = Object.keys(metafile.inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [])
  const licenses = [...new Set(folders)].toSorted().map(licenseOf)
  writeFileSync(`${outfile}.LICENSES.txt`, licenses.join('\n\n'))
}

/** @param {string} folder of a package, from the root of the checkout */
function licenseOf(folder) {
  const path = join(root, folder)
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry))
  const text = file === undefined ? '' : readFileSync(join(path, file), 'utf8').trim()
  return `${name} ${version} (${license})\n${text}`
}
