/** What the standard does not have. */
export const parameterDecorator = {
  message: 'Decorators of parameters are not part of the standard',
  hint:
    'Write { "compilerOptions": { "experimentalDecorators": true } } into a tsconfig.json beside the notebook and ' +
    "restart the kernel: its decorators are TypeScript's older ones then.",
}
