import { defineConfig } from 'vitest/config'

/** Tests with real processes, databases shared with Python's Optuna, Jupyter clients and a browser. They use `dist`. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.slow.test.ts'],
    globalSetup: ['test/compile-wasm.ts'],
    setupFiles: ['test/fuzz/fixed-seed.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
    fileParallelism: false,
    // Where `npm test` has put the kernelspec of this checkout.
    env: {
      JUPYTER_PATH: new URL('../.cache/jupyter/share/jupyter', import.meta.url).pathname,
      // The cells of tests do not belong into the history of whoever runs them.
      ANSATZ_HISTORY: new URL('../.cache/history.jsonl', import.meta.url).pathname,
    },
  },
})
