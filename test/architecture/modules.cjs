// The import table: module -> modules it may import besides itself. The order is that of the layers, lowest first.
// `pure` modules may not use Node built-ins: they compute, and take randomness, time and I/O as arguments.
const pure = true

exports.modules = {
  base: { imports: [] },
  math: { imports: ['base'], pure },
  tensor: { imports: ['base', 'math'] },
  'hpo/space': { imports: ['base', 'math'], pure },
  'hpo/core': { imports: ['base', 'hpo/space'], pure },
  'hpo/samplers': { imports: ['base', 'math', 'hpo/space', 'hpo/core'], pure },
  'hpo/pruners': { imports: ['base', 'math', 'hpo/core'], pure },
  'hpo/analysis': { imports: ['base', 'math', 'hpo/space', 'hpo/core'], pure },
  'hpo/adaptation': { imports: ['base', 'hpo/space', 'hpo/core', 'hpo/analysis'], pure },
  'hpo/validation': { imports: ['base', 'math'], pure },
  'hpo/schedulers': { imports: ['base', 'math', 'hpo/space', 'hpo/core'], pure },
  'hpo/stopping': { imports: ['base', 'math', 'hpo/space', 'hpo/core', 'hpo/samplers'], pure },
  'hpo/storages': { imports: ['base', 'hpo/space', 'hpo/core'] },
  'hpo/study': { imports: ['base', 'hpo/space', 'hpo/core', 'hpo/analysis'] },
  'hpo/studies': {
    imports: ['base', 'hpo/space', 'hpo/core', 'hpo/samplers', 'hpo/pruners', 'hpo/storages', 'hpo/study'],
  },
  'hpo/plots': { imports: ['base', 'math', 'hpo/space', 'hpo/core'], pure },
  'train/jets': { imports: ['base', 'math'], pure },
  'train/residuals': { imports: ['base'], pure },
  'train/pinn': { imports: ['base', 'math', 'train/jets', 'train/residuals'] },
  'train/traced': { imports: ['base', 'math', 'tensor', 'train/jets', 'train/residuals', 'train/pinn'] },
  'notebook/protocol': { imports: ['base'] },
  'notebook/transport': { imports: ['base', 'notebook/protocol'] },
  'notebook/ipc': { imports: ['base', 'notebook/protocol'] },
  'notebook/compiler': { imports: ['base'], pure },
  'notebook/reactive': { imports: ['base'], pure },
  'notebook/display': { imports: ['base', 'notebook/protocol'] },
  'notebook/comms': { imports: ['base', 'notebook/protocol', 'notebook/display'] },
  'notebook/language': { imports: ['base', 'notebook/ipc', 'notebook/compiler'] },
  'notebook/session': { imports: ['base', 'notebook/ipc', 'notebook/compiler', 'notebook/display', 'notebook/comms'] },
  'notebook/kernel': {
    imports: [
      'base',
      'notebook/protocol',
      'notebook/transport',
      'notebook/ipc',
      'notebook/compiler',
      'notebook/reactive',
      'notebook/comms',
    ],
  },
  // Runs in JupyterLab's page, where nothing else of this package is.
  labextension: { imports: [], pure },
  lab: { imports: ['base', 'hpo/space', 'hpo/core', 'hpo/study', 'hpo/plots', 'notebook/display', 'notebook/comms'] },
  testing: { imports: ['base', 'math', 'hpo/space', 'hpo/core', 'hpo/storages', 'hpo/study'] },
  cli: { imports: ['base', 'tensor', 'hpo/storages', 'notebook/protocol', 'notebook/transport', 'notebook/kernel'] },
}

// Doors: the one module that may load a heavy third-party package at run time (types are free everywhere).
exports.onlyIn = {
  'ml-matrix': ['math'],
  seedrandom: ['base'],
  zeromq: ['notebook/transport'],
  typescript: ['notebook/language'],
  'oxc-': ['notebook/compiler', 'train/residuals'],
  'magic-string': ['notebook/compiler'],
  '@jridgewell/': ['notebook/compiler'],
  vega: ['notebook/display'],
  'vega-lite': ['notebook/display'],
  libsql: ['hpo/storages'],
  'better-sqlite3': ['hpo/storages'],
  vitest: ['testing'],
  commander: ['cli'],
  '@tensorflow/': ['tensor'],
  'onnxruntime-': ['tensor'],
  webgpu: ['tensor'],
}
