import { defineConfig } from 'vitest/config'

/** Fast tests: no child processes, no Python, no browser. `*.slow.test.ts` holds the others. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.slow.test.ts', 'node_modules/**'],
    globalSetup: ['test/compile-wasm.ts'],
    setupFiles: ['test/fuzz/fixed-seed.ts'],
    testTimeout: 20_000,
    expect: { poll: { timeout: 15_000 } },
  },
})
