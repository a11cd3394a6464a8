// What all loops on chunks of 32 points share.

/** Bytes of the 32 points of a unit. */
// @ts-ignore: decorator
@inline export function rowBytes<T>(): usize {
  return sizeof<T>() << 5
}

// @ts-ignore: decorator
@inline export function fma<T>(a: v128, b: v128, c: v128): v128 {
  return v128.add<T>(v128.mul<T>(a, b), c)
}
