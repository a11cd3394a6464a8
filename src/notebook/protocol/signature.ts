import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Frame } from './message.ts'
import { unknownScheme } from './messages.ts'

/** Signs messages and checks signatures with the key that only the frontend and the kernel know. */
export interface Signer {
  /** False when the connection has no key: then nothing is signed and every signature is accepted. */
  readonly keyed: boolean
  /** The signature of `parts` as hex digits; empty without a key. */
  sign(parts: readonly Frame[]): string
  verify(parts: readonly Buffer[], signature: Buffer): boolean
}

const signatureSchemes = ['hmac-sha256', 'hmac-sha512', 'hmac-md5'] as const
type SignatureScheme = (typeof signatureSchemes)[number]

function isSignatureScheme(value: string): value is SignatureScheme {
  return (signatureSchemes as readonly string[]).includes(value)
}

/** A signer for the key and `signature_scheme` of a connection file. Throws `kernel/unknown-signature-scheme`. */
export function createSigner(key: string, scheme: string): Signer {
  if (!isSignatureScheme(scheme)) throw unknownScheme(scheme)
  if (key === '') return unkeyed
  const algorithm = scheme.slice('hmac-'.length)
  const sign = (parts: readonly Frame[]): string => {
    const hmac = createHmac(algorithm, key)
    for (const part of parts) hmac.update(part)
    return hmac.digest('hex')
  }
  return {
    keyed: true,
    sign,
    // Comparing byte by byte until the first difference would tell an attacker how much of a guess is right.
    verify(parts, signature) {
      const expected = Buffer.from(sign(parts), 'latin1')
      return expected.length === signature.length && timingSafeEqual(expected, signature)
    },
  }
}

const unkeyed: Signer = { keyed: false, sign: () => '', verify: () => true }
