import type { InferShape, Shape, Simplify } from './node.ts'

/** The fields of `T` that can tell branches apart: those with finitely many values that are no objects. */
export type BranchKey<T> = T extends unknown
  ? { [K in keyof T & string]: IsDiscrete<T[K]> extends true ? K : never }[keyof T & string]
  : never

/** The parameters of each case of `K`, by the text of its value. */
export type BranchCases<T, K extends string> = { readonly [N in CaseOf<T, K>]?: Shape }

/** A sentence at each case that does not exist, for the compiler to show. */
export type NoStrangers<T, K extends string, C> = {
  readonly [N in keyof C as `${N & (string | number)}` extends CaseOf<T, K> ? never : N]: `no such case of ${K}`
}

/** `T` with the parameters of the branches, as a union that is told apart by `K`. */
export type Branched<T, K extends string, C> = T extends { readonly [P in K]: infer V }
  ? CasesOf<Omit<T, K>, K, V, C> | Others<Omit<T, K>, K, V, C>
  : T

/** `T` with the results of functions of it. */
export type Derived<T, D extends Functions<never>> = T extends unknown
  ? Simplify<T & { -readonly [N in keyof D]: ReturnType<D[N]> }>
  : never

/** Functions of the values of a space, by name. */
export type Functions<T> = { readonly [name: string]: (params: T) => unknown }

/** `T` with the parameters of `S` added, or put in place of those of the same name. */
export type Extended<T, S extends Shape> = T extends unknown ? Simplify<Omit<T, keyof S> & InferShape<S>> : never

/** `T` without the fields `K`. */
export type Omitted<T, K extends PropertyKey> = T extends unknown ? Simplify<Omit<T, K>> : never

export type KeyOfUnion<T> = T extends unknown ? keyof T & string : never

type IsDiscrete<V> = [V] extends [never]
  ? false
  : string extends V
    ? false
    : number extends V
      ? false
      : [V] extends [string | number | boolean | null]
        ? true
        : false

type CaseName<V> = V extends string ? V : V extends number | boolean | null ? `${V}` : never

type CaseOf<T, K extends string> = T extends { readonly [P in K]: infer V } ? CaseName<V> : never

type CasesOf<T, K extends string, V, C> = V extends unknown
  ? CaseName<V> extends keyof C | `${keyof C & number}`
    ? Simplify<T & { [P in K]: V } & FieldsOf<C, CaseName<V>>>
    : never
  : never

/** Values without parameters of their own stay together, which keeps the union small. */
type Others<T, K extends string, V, C> = [WithoutCase<V, C>] extends [never]
  ? never
  : Simplify<T & { [P in K]: WithoutCase<V, C> }>

type WithoutCase<V, C> = V extends unknown ? (CaseName<V> extends keyof C | `${keyof C & number}` ? never : V) : never

type FieldsOf<C, N extends string> = N extends keyof C
  ? C[N] extends Shape
    ? InferShape<C[N]>
    : unknown
  : N extends `${infer I extends number}`
    ? I extends keyof C
      ? C[I] extends Shape
        ? InferShape<C[I]>
        : unknown
      : unknown
    : unknown
