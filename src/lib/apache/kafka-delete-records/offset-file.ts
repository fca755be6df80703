// The file of --offset-json-file.
import type {RecordsToDelete} from '../../records/delete-records.ts'
import {readFileAsString} from '../client/read-text.ts'
import {JavaError} from '../java/errors.ts'
import {fieldOf, fieldsOf, intOf, itemsOf, longOf, stringOf, tryParseJson, type JsonNode} from '../java/json.ts'

const operationFailed = (message: string) => new JavaError('org.apache.kafka.tools.AdminOperationException', message)
/** Throws NoSuchFileException and others as JavaError. */
export const readOffsetFile = (path: string): RecordsToDelete[] => parseOffsets(readFileAsString(path))

/** Throws JavaError if the text does not have that form, or if a partition occurs twice. */
export function parseOffsets(text: string): RecordsToDelete[] {
  const tree = tryParseJson(text)
  if (tree === undefined) throw operationFailed('The input string is not a valid JSON')
  const fields = fieldsOf(tree)
  const version = fields.get('version')
  const number = version === undefined ? 1 : intOf(version)
  if (number !== 1) throw operationFailed(`Not supported version field value ${number}`)
  const partitions = fields.get('partitions')
  if (partitions === undefined) throw operationFailed('Missing partitions field')
  const wanted = itemsOf(partitions).map(partitionOf)
  checkOnce(wanted)
  return wanted
}

function partitionOf(entry: JsonNode): RecordsToDelete {
  const fields = fieldsOf(entry)
  const topic = stringOf(fieldOf(fields, 'topic'))
  const partition = intOf(fieldOf(fields, 'partition'))
  const offset = longOf(fieldOf(fields, 'offset'))
  // The largest offset that JavaScript's numbers hold exactly; no log is that long.
  const most = BigInt(Number.MAX_SAFE_INTEGER)
  return {topic, partition, before: Number(offset > most ? most : offset < -most ? -most : offset)}
}

function checkOnce(wanted: readonly RecordsToDelete[]) {
  const places = wanted.map(({topic, partition}) => `${topic}-${partition}`)
  const twice = new Set(places.filter((place, at) => places.indexOf(place) !== at))
  if (twice.size > 0)
    throw new JavaError(
      'org.apache.kafka.tools.AdminCommandFailedException',
      `Offset json file contains duplicate topic partitions: ${[...twice].join(',')}`,
    )
}
