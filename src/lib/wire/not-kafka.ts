// Recognizes what answers a Kafka request in another protocol, which is usually a TLS port or a web server.

/** The first bytes of an answer are not a Kafka frame; `begins` shows them in printable form. */
export class NotKafka extends Error {
  override readonly name = 'NotKafka'
  readonly speaks: 'tls' | 'http' | 'unknown'
  readonly begins: string

  constructor(start: Uint8Array) {
    const speaks = languageOf(start)
    const begins = printable(start.subarray(0, 32))
    super(
      {
        tls: 'the other side speaks TLS, but was addressed in plain text',
        http: `the other side is an HTTP server (it sent '${begins}')`,
        unknown: `the other side does not speak Kafka (it sent '${begins}')`,
      }[speaks],
    )
    this.speaks = speaks
    this.begins = begins
  }
}

/** A TLS record: an alert (the answer to plain text) or a handshake, SSL 3.0 to TLS 1.3. */
export function isTlsRecord(start: Uint8Array): boolean {
  const [type, major, minor = 0] = start
  return (type === 0x15 || type === 0x16) && major === 3 && minor <= 4
}

function languageOf(start: Uint8Array) {
  if (isTlsRecord(start)) return 'tls'
  return Buffer.from(start).toString('latin1', 0, 4) === 'HTTP' ? 'http' : 'unknown'
}

/** The first line if it is text, otherwise the bytes in hex. */
function printable(bytes: Uint8Array): string {
  const [line = ''] = Buffer.from(bytes).toString('latin1').split(/\r?\n/)
  return /^[ -~]+$/.test(line) ? line : Buffer.from(bytes.subarray(0, 8)).toString('hex')
}
