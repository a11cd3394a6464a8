/** `@scope/name` of `@scope/name/part`, `name` of `name/part`. */
export function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
