import { InputError, describeValue } from '../../base/errors.ts'

export function unknownScheme(scheme: string): InputError {
  return new InputError('kernel/unknown-signature-scheme', {
    what: `The connection file asks for the signature scheme ${describeValue(scheme)}, which this kernel does not know.`,
    allowed: 'hmac-sha256, hmac-sha512, hmac-md5',
    advice: 'Set Session.signature_scheme of the Jupyter server to one of these.',
    details: { scheme },
  })
}

export function badConnectionFile(path: string, problem: string, cause?: unknown): InputError {
  return new InputError('kernel/bad-connection-file', {
    what: `The connection file ${describeValue(path)} cannot be used: ${problem}.`,
    allowed: 'a JSON file with transport, ip, key, signature_scheme and the ports shell, iopub, stdin, control and hb',
    advice: 'Jupyter writes this file when it starts a kernel; start the kernel through Jupyter.',
    details: { path },
    cause,
  })
}
