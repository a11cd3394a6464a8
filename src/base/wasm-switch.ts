/**
 * Whether fast paths may run in WebAssembly. `ANSATZ_WASM=off` in the environment says no; then their twins in TypeScript
 * run, with the same results.
 */
export function isWasmOn(): boolean {
  const { process } = globalThis as { readonly process?: { readonly env: Record<string, string | undefined> } }
  return process?.env['ANSATZ_WASM'] !== 'off'
}
