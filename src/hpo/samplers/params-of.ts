import type { Distribution, Params, ParamValue, SearchSpace } from '../space/distribution.ts'

/** A value for every parameter of a space, without an entry and a list for each, as `Object.fromEntries` would take. */
export function paramsOf(
  space: SearchSpace,
  valueOf: (name: string, distribution: Distribution) => ParamValue,
): Params {
  const params: Record<string, ParamValue> = {}
  for (const [name, distribution] of space) params[name] = valueOf(name, distribution)
  return params
}
