import type { Clock } from '../../base/clock.ts'
import { protocolVersion, readHeader, type Header } from './header.ts'
import type { Frame, IncomingMessage, JsonObject, OutgoingMessage } from './message.ts'
import type { ReplayGuard } from './replay-guard.ts'
import type { Signer } from './signature.ts'

const delimiter = Buffer.from('<IDS|MSG>')
const emptyObject = '{}'

/** The four JSON parts that a signature covers: header, parent header, metadata, content. */
const jsonParts = 4
/** Bounds on what is read before anybody is trusted; a notebook cell or a widget upload stays far below them. */
const maxFrames = 4096
const maxJsonBytes = 64 * 2 ** 20
/**
 * Up to this length JSON stays a string until it is on the wire: zeromq.js copies it at once, where a buffer would be
 * lent to its thread and given back through the event loop. Longer ones are encoded once for the signature and the wire.
 */
const maxTextFrame = 4096

type Decoded =
  { readonly ok: true; readonly message: IncomingMessage } | { readonly ok: false; readonly reason: string }

export interface Codec {
  /** The one session id of this process, the same on all channels. */
  readonly session: string
  /** Frames for the wire, with the header that the message got. */
  encode(identities: readonly Frame[], message: OutgoingMessage): { readonly header: Header; readonly frames: Frame[] }
  /** Never throws: whatever a stranger sends is either a message or a reason to drop it. */
  decode(frames: readonly Buffer[]): Decoded
}

export interface CodecOptions {
  readonly session: string
  readonly username: string
  readonly signer: Signer
  readonly replays: ReplayGuard
  readonly clock: Clock
}

/** Turns messages into signed multipart frames and back (Jupyter messaging protocol, "The wire protocol"). */
export function createCodec(options: CodecOptions): Codec {
  const { session, signer } = options
  let sent = 0
  return {
    session,
    encode(identities, message) {
      const header: Header = {
        msg_id: `${session}_${sent++}`,
        msg_type: message.type,
        session,
        username: options.username,
        date: new Date(options.clock.now()).toISOString(),
        version: protocolVersion,
      }
      const parts = [
        jsonFrame(header),
        message.parent ?? emptyObject,
        message.metadata === undefined ? emptyObject : jsonFrame(message.metadata),
        jsonFrame(message.content),
      ]
      const frames = [...identities, delimiter, signer.sign(parts), ...parts, ...(message.buffers ?? [])]
      return { header, frames }
    },
    decode: (frames) => decode(frames, options),
  }
}

function decode(frames: readonly Buffer[], { signer, replays }: CodecOptions): Decoded {
  if (frames.length > maxFrames) return dropped('too many frames')
  const start = frames.findIndex((frame) => frame.equals(delimiter))
  if (start < 0) return dropped('no delimiter')
  const signature = frames[start + 1]
  const parts = frames.slice(start + 2, start + 2 + jsonParts)
  if (signature === undefined || parts.length < jsonParts) return dropped('too few frames')
  if (parts.some((part) => part.length > maxJsonBytes)) return dropped('a part is too large')
  // The signature comes first: an unsigned message does not even reach the JSON parser.
  if (!signer.verify(parts, signature)) return dropped('wrong signature')
  if (signer.keyed && !replays.admit(signature.toString('ascii'))) return dropped('seen before')
  const texts = parts.map((part) => part.toString('utf8'))
  const [header, parentHeader, metadata, content] = texts.map(parseObject)
  const known = readHeader(header)
  if (known === null) return dropped('no header')
  if (!parentHeader || !metadata || !content) return dropped('a part is no JSON object')
  return {
    ok: true,
    message: {
      identities: frames.slice(0, start),
      header: known,
      headerText: texts[0],
      parentHeader,
      metadata,
      content,
      buffers: frames.slice(start + 2 + jsonParts),
    },
  }
}

function dropped(reason: string): Decoded {
  return { ok: false, reason }
}

function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
  } catch {
    return null
  }
}

function jsonFrame(value: JsonObject | Header): Frame {
  const json = JSON.stringify(value)
  const text = json.includes('\\ud') ? json.replaceAll(loneSurrogates, replaced) : json
  return text.length <= maxTextFrame ? text : Buffer.from(text, 'utf8')
}

/**
 * Half of a character is no text in UTF-8. JSON can say it, and who reads that could not save the notebook any more:
 * Python refuses to write it.
 */
const loneSurrogates = /(\\\\)|\\ud[89a-f][\da-f]{2}/g

function replaced(found: string, backslash: string | undefined): string {
  return backslash === undefined ? '\uFFFD' : found
}
