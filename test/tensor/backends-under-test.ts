import type { BackendName } from '../../src/tensor/tfjs/backends.ts'

/** The backends that the tests run on: plain JavaScript and WebAssembly, or those that `ANSATZ_TEST_BACKENDS` names. */
export const backendsUnderTest = (process.env['ANSATZ_TEST_BACKENDS'] ?? 'cpu,wasm').split(
  ',',
) as readonly BackendName[]
