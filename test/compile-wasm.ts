// Tests run on the sources: what those load has to be there, also without `npm run build`.
export { compileWasm as setup } from '../src/bootstrap/compile.mjs'
