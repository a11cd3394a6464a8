// The last step of a build: joins the modules that a kernel loads at its start into few files. Reading them one by one
// takes longer than all else that it does until its first answer (0.25 against 0.13 s to the first open port). What runs
// beside the code of cells gets the globals that the process began with.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, buildSync } from 'esbuild'
import { root } from './project.mjs'

const dist = join(root, 'dist')
const notebook = join(dist, 'notebook')

/** What cells load as well must be there once. */
const shared = ['base', 'notebook/comms', 'notebook/comms/data', 'notebook/display'].map((folder) => join(dist, folder))

/** Packages that compile cells: a part of the executor, so that they too keep their globals. */
const compilers = ['magic-string', '@jridgewell/trace-mapping', 'oxc-parser']

/** At the top of what is joined already: the compiler replaces it, and a second run has nothing to join. */
const joined = '// Joined by src/bootstrap/bundle.mjs.'

const keptGlobals = join(dist, 'base', 'kept-globals.js')
const keptNames = Object.keys(await import(pathToFileURL(keptGlobals).href)).join(', ')

/** @satisfies {import('esbuild').BuildOptions} */
const common = {
  banner: { js: joined },
  allowOverwrite: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  logLevel: 'error',
}

/**
 * The native part of the parser is found from where its package lies.
 * @type {import('esbuild').Plugin}
 */
const nativeParser = {
  name: 'native-parser',
  setup(build) {
    build.onResolve({ filter: /^\.\/bindings\.js$/ }, () => ({
      path: 'oxc-parser/src-js/bindings.js',
      external: true,
    }))
  },
}

/**
 * TypeScript comes from where `require` keeps it. Imported as a module it would be read twice more, to find out what it
 * is and exports: see src/notebook/language/typescript-code.ts.
 * @type {import('esbuild').Plugin}
 */
const requiredTypescript = {
  name: 'required-typescript',
  setup(build) {
    build.onResolve({ filter: /^typescript$/ }, ({ path }) => ({ path, namespace: 'required' }))
    build.onLoad({ filter: /^/, namespace: 'required' }, ({ path }) => ({
      contents: `import { createRequire } from 'node:module'\nexport default createRequire(import.meta.url)('${path}')`,
    }))
  },
}

// The version of the package is found from where its file lies.
await bundle('kernel', ['main'], { external: [join(dist, 'base', 'library-version.js')], packages: 'external' })
await bundle('language', ['main'], { packages: 'external', plugins: [requiredTypescript] })
await bundleExecutor()
for (const folder of shared) keepGlobals(folder)
bundleBabel()

async function bundleExecutor() {
  const folder = join(notebook, 'session')
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const inject = keptFor(folder)
  const inputs = await bundle('session', ['start', 'helper-thread'], {
    external: [
      ...Object.keys(dependencies).filter((name) => !compilers.includes(name)),
      ...shared.map((path) => join(path, '*')),
    ],
    inject: [inject],
    plugins: [nativeParser],
  })
  rmSync(inject)
  if (inputs !== null) writeFileSync(join(folder, 'start.js.LICENSES.txt'), licensesOf(inputs))
}

/**
 * Replaces the entries of a process by files that hold what they load, and gives the names of all files in them; null
 * where that was done before.
 * @param {string} folder
 * @param {readonly string[]} entries
 * @param {import('esbuild').BuildOptions} options
 */
async function bundle(folder, entries, options) {
  const outdir = join(notebook, folder)
  const entryPoints = entries.map((name) => join(outdir, `${name}.js`))
  if (entryPoints.every(isJoined)) return null
  for (const name of readdirSync(outdir)) if (name.startsWith('bundle-')) rmSync(join(outdir, name))
  const { metafile } = await build({
    ...common,
    ...options,
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: 'bundle-[hash]',
    metafile: true,
  })
  return Object.keys(metafile.inputs)
}

/** Gives modules that stay files of their own the kept globals. @param {string} folder */
function keepGlobals(folder) {
  const files = readdirSync(folder).map((name) => join(folder, name))
  const entryPoints = files.filter((file) => file.endsWith('.js') && file !== keptGlobals && !isJoined(file))
  if (entryPoints.length === 0) return
  const inject = keptFor(folder)
  buildSync({ ...common, entryPoints, outdir: folder, inject: [inject] })
  rmSync(inject)
}

/** Writes what esbuild puts in front of modules in a folder. @param {string} folder */
function keptFor(folder) {
  const file = join(folder, 'with-kept-globals.js')
  const path = relative(folder, keptGlobals).replaceAll('\\', '/')
  writeFileSync(file, `export { ${keptNames} } from '${path.startsWith('.') ? path : `./${path}`}'\n`)
  return file
}

/** @param {string} file */
function isJoined(file) {
  return readFileSync(file, 'utf8').includes(joined)
}

/** Babel in one file: what lowers decorators, without its 48 packages in every installation. */
function bundleBabel() {
  const made = ['babel.js', 'babel.js.map', 'babel.d.ts'].map((name) => join(notebook, 'modules', name))
  const [entry] = made
  if (!existsSync(entry)) return
  const outfile = join(notebook, 'modules', 'babel.cjs')
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
  writeFileSync(`${outfile}.LICENSES.txt`, licensesOf(Object.keys(metafile.inputs)))
  // Nobody loads what it was made of, and a second run has nothing to join.
  for (const file of made) rmSync(file)
}

/** The licences of the packages that files belong to. @param {readonly string[]} files */
function licensesOf(files) {
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [])
  return [...new Set(folders)].toSorted().map(licenseOf).join('\n\n')
}

/** @param {string} folder of a package, from the root of the checkout */
function licenseOf(folder) {
  const path = join(root, folder)
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry))
  const text = file === undefined ? '' : readFileSync(join(path, file), 'utf8').trim()
  return `${name} ${version} (${license})\n${text}`
}
