// What `babel.ts` uses of Babel, which is there at build time only.

declare module '@babel/core' {
  export function transformSync(
    code: string,
    options: Readonly<Record<string, unknown>>,
  ): { readonly code: string; readonly map: object }
}

declare module '@babel/plugin-proposal-decorators' {
  const plugin: unknown
  export default plugin
}
