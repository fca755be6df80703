// A word to those whose properties name a registry and who read framed records undecoded: these decode only when asked to.
import type {Format} from '../../records/formats/format.ts'

/** So many records are looked at. */
const looked = 1000

/** The same format; `say` is called once, with a sentence, if a value looks as if it began with the id of a schema. */
export function withFramedHint(format: Format, say: (text: string) => void): Format {
  let left = looked
  return (record, place, to) => {
    if (left > 0) {
      left--
      const {bytes, valueStart: start, valueLength} = record
      if (valueLength > 5 && bytes[start] === 0 && bytes.readInt32BE(start + 1) > 0) {
        left = 0
        say(
          'values look as if they name schemas of the registry that schema.registry.url says: --decode shows what they mean',
        )
      }
    }
    format(record, place, to)
  }
}
