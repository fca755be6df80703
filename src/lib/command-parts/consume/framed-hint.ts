// A hint for users whose properties name a registry and who read framed records undecoded, because properties alone
// do not make `consume` decode.
import type {Format} from '../../records/formats/format.ts'

/** How many records are checked. */
const looked = 1000

/**
 * Returns the same format; `say` is called once, with a sentence, if a value looks as if it began with the id of a
 * schema.
 */
export function withFramedHint(format: Format, say: (text: string) => void): Format {
  let left = looked
  return (record, place, to) => {
    if (left > 0) {
      left--
      const {bytes, valueStart: start, valueLength} = record
      if (valueLength > 5 && bytes[start] === 0 && bytes.readInt32BE(start + 1) > 0) {
        left = 0
        say(
          'values look as if they begin with ids of schemas in the registry of schema.registry.url: --decode decodes them',
        )
      }
    }
    format(record, place, to)
  }
}
