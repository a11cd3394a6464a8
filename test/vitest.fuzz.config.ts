import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import fast from './vitest.config.ts'

/** `npm run fuzz`: the fast tests with many times the cases of every law, other ones each time. */
export default defineConfig({
  resolve: { alias: [{ find: /^fast-check$/, replacement: fileURLToPath(new URL('fuzz/often.ts', import.meta.url)) }] },
  test: { ...fast.test, setupFiles: [], testTimeout: 600_000 },
})
