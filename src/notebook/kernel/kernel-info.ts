import { protocolVersion } from '../protocol/header.ts'
import type { JsonObject } from '../protocol/message.ts'

/** What `kernel_info_request` is answered with. */
export function kernelInfo(version: string): JsonObject {
  return {
    status: 'ok',
    protocol_version: protocolVersion,
    implementation: 'ansatz',
    implementation_version: version,
    language_info: {
      name: 'typescript',
      // The newest syntax that cells may use.
      version: '6.0.3',
      // The type that JupyterLab has registered for its editor.
      mimetype: 'application/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      // A string, though JupyterLab takes an object too: other frontends (Zed, nteract) fail on an object.
      codemirror_mode: 'typescript',
      nbconvert_exporter: 'script',
    },
    banner: `Ansatz ${version}: TypeScript on Node.js ${process.versions.node}`,
    help_links: [
      { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
      { text: 'Vega-Lite', url: 'https://vega.github.io/vega-lite/docs/' },
    ],
    supported_features: ['kernel subshells', 'debugger'],
    // The way to say so before version 5.5 of the protocol, which some frontends still read.
    debugger: true,
  }
}
