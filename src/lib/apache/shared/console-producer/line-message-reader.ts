// Apache's LineMessageReader: our line reader, configured by Apache's properties.
import {lineReader} from '../../../records/readers/line-reader.ts'
import type {MalformedInput} from '../../../records/readers/malformed-input.ts'
import type {RecordReader} from '../../../records/readers/record-reader.ts'
import {isTrue} from '../../client/config-def.ts'
import {JavaError} from '../../java/errors.ts'
import {compilePattern} from '../../java/pattern.ts'

const kafkaException = (message: string) => new JavaError('org.apache.kafka.common.KafkaException', message)

/** Java limits a line only by the largest size of a string. */
const maxLineBytes = 0x3fff_ffff

/** Throws KafkaException or PatternSyntaxException as JavaError for properties that contradict each other. */
export function lineMessageReader(properties: ReadonlyMap<string, string>): RecordReader {
  const get = (name: string, standard: string) => properties.get(name) ?? standard
  const keySeparator = get('key.separator', '\t')
  const delimiter = get('headers.delimiter', '\t')
  const headersSeparator = get('headers.separator', ',')
  const headersKeySeparator = get('headers.key.separator', ':')
  const nullMarker = properties.get('null.marker') ?? null
  const separator = splitPattern(headersSeparator)
  const differ = (a: string | null, b: string, names: string) => {
    if (a === b) throw kafkaException(`${names} may not be equal`)
  }
  differ(delimiter, headersSeparator, 'headers.delimiter and headers.separator')
  differ(delimiter, headersKeySeparator, 'headers.delimiter and headers.key.separator')
  differ(headersSeparator, headersKeySeparator, 'headers.separator and headers.key.separator')
  differ(nullMarker, keySeparator, 'null.marker and key.separator')
  differ(nullMarker, headersSeparator, 'null.marker and headers.separator')
  differ(nullMarker, delimiter, 'null.marker and headers.delimiter')
  differ(nullMarker, headersKeySeparator, 'null.marker and headers.key.separator')
  return lineReader({
    keySeparator: isTrue(properties.get('parse.key')) ? keySeparator : null,
    headers: isTrue(properties.get('parse.headers')) ? {delimiter, separator, keySeparator: headersKeySeparator} : null,
    nullMarker,
    lenient: isTrue(properties.get('ignore.error')),
    lineEnd: 'any',
    replaceInvalidUtf8: true,
    emptySeparators: true,
    maxLineBytes,
  })
}

/** The exception that Apache's reader throws for a malformed line. */
export function lineError({problem, line, text, message}: MalformedInput): JavaError {
  switch (problem) {
    case 'no headers':
      return kafkaException(`No headers delimiter found on line number ${line}: '${text}'`)
    case 'no key':
      return kafkaException(`No key separator found on line number ${line}: '${text}'`)
    case 'no header key':
      return kafkaException(`No header key separator found in pair '${text}' on line number ${line}`)
    case 'null header key':
      return kafkaException(`Header keys should not be equal to the null marker '${text}' as they can't be null`)
    case 'no partition':
    case 'too long':
    case 'not JSON':
    case 'not a record':
    case 'not framed':
    case 'not CSV':
    case 'no file':
    case 'no such partition':
    case 'no such value':
      return kafkaException(message)
  }
}

/** A separator without special characters stays a string, which is faster. */
function splitPattern(text: string): string | RegExp {
  if (text !== '' && /^[^\\^$.|?*+()[\]{}]*$/.test(text)) return text
  return new JavaSplitPattern(compilePattern(text).source.slice('^(?:'.length, -')$'.length), 'gv')
}

/** Splits like Pattern.split: captures are not part of the result, and an empty match at the start is ignored. */
class JavaSplitPattern extends RegExp {
  override [Symbol.split](text: string): string[] {
    const pieces: string[] = []
    let start = 0
    for (const {0: match, index} of text.matchAll(new RegExp(this.source, this.flags))) {
      if (index === 0 && match === '') continue
      pieces.push(text.slice(start, index))
      start = index + match.length
    }
    pieces.push(text.slice(start))
    return pieces
  }
}
