import fc, { type IRawProperty, type Parameters } from '../../node_modules/fast-check/lib/fast-check.js'

export * from '../../node_modules/fast-check/lib/fast-check.js'

const times = Number(process.env['ANSATZ_FUZZ'] ?? 20)

/** As fast-check's own, with `ANSATZ_FUZZ` (20) times as many cases. */
export function assert<Ts>(property: IRawProperty<Ts>, parameters?: Parameters<Ts>): Promise<void> | void {
  return fc.assert(property, { ...parameters, numRuns: (parameters?.numRuns ?? 100) * times })
}

// Tests write `import fc from` as well as `import * as fc`.
export default { ...fc, assert }
