const { modules, rooms, onlyIn } = require('./modules.cjs')

const inside = (module) => `^src/${module}/`

/** Modules whose files may be imported through a public entry: only the entries themselves and the CLI. */
const entries = '^src/(index|hpo/index|train/index|tensor/index|notebook/index)\\.ts$'

const layer = ([module, { imports }]) => ({
  name: `layer ${module}`,
  severity: 'error',
  from: { path: inside(module) },
  to: { path: '^src/', pathNot: [inside(module), ...imports.map(inside)] },
})

const order = ([module, names]) =>
  names.map((name, at) => ({
    name: `room ${module}/${name}`,
    severity: 'error',
    from: { path: inside(`${module}/${name}`) },
    to: { path: inside(module), pathNot: names.slice(0, at + 1).map((known) => inside(`${module}/${known}`)) },
  }))

const purity = ([module]) => ({
  name: `pure ${module}`,
  severity: 'error',
  from: { path: inside(module) },
  to: { dependencyTypes: ['core'] },
})

const door = ([name, allowed]) => ({
  name: `door ${name}`,
  severity: 'error',
  from: { path: '^src/', pathNot: allowed.map(inside) },
  // A name that ends in '-' or '/' is a prefix: every package that starts with it.
  to: { path: `(^|node_modules/)${name}${/[-/]$/.test(name) ? '' : '(/|$)'}`, dependencyTypesNot: ['type-only'] },
})

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-barrel-inside',
      severity: 'error',
      from: { path: '^src/.+/', pathNot: entries },
      to: { path: entries },
    },
    {
      name: 'no-foreign-internals',
      severity: 'error',
      from: { path: '^src/(.+?)/[^/]+$' },
      to: { path: '^src/(.+)/internal/', pathNot: '^src/$1/internal/' },
    },
    ...Object.entries(modules).map(layer),
    ...Object.entries(rooms).flatMap(order),
    ...Object.entries(modules)
      .filter(([, { pure }]) => pure)
      .map(purity),
    ...Object.entries(onlyIn).map(door),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '[.]assembly[.]ts$' },
  },
}
