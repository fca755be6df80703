// Loaded into `kafkit apply` before it starts (node --require): writes down when the last CreateTopics answer had arrived, in
// ms since the epoch. CommonJS, so that it is in place before anything of the program runs.
const {syncBuiltinESMExports} = require('node:module')
const {writeFileSync} = require('node:fs')
const net = require('node:net')

const createTopics = 19
const now = () => performance.timeOrigin + performance.now()
const connect = net.connect
let answered = 0

net.connect = (options, ...rest) => {
  const {onread} = options ?? {}
  if (!onread) return connect(options, ...rest)
  /** Correlation ids of CreateTopics requests that have no answer yet. */
  const open = new Set()
  // Of an answer: its length (4 bytes) and correlation id (4 bytes), then what is left of it.
  const head = Buffer.alloc(8)
  let [headLength, left, id] = [0, 0, 0]
  const callback = function (length, buffer) {
    for (let at = 0; at < length;) {
      if (left === 0) {
        const part = Math.min(head.length - headLength, length - at)
        onread.buffer.copy(head, headLength, at, at + part)
        headLength += part
        at += part
        if (headLength < head.length) break
        headLength = 0
        left = head.readInt32BE(0) - 4
        id = head.readInt32BE(4)
      }
      const part = Math.min(left, length - at)
      left -= part
      at += part
      if (left === 0 && open.delete(id)) answered = now()
    }
    return onread.callback.call(this, length, buffer)
  }
  const socket = connect({...options, onread: {...onread, callback}}, ...rest)
  const write = socket.write
  socket.write = function (chunk, ...more) {
    if (Buffer.isBuffer(chunk) && chunk.length >= 12 && chunk.readInt16BE(4) === createTopics)
      open.add(chunk.readInt32BE(8))
    return write.call(this, chunk, ...more)
  }
  return socket
}
syncBuiltinESMExports()

process.on('exit', () => {
  if (process.env.ANSWER_CLOCK) writeFileSync(process.env.ANSWER_CLOCK, JSON.stringify({answered}))
})
