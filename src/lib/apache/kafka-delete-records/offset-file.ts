// The file of --offset-json-file.
import {readFileSync} from 'node:fs'
import type {RecordsToDelete} from '../../records/delete-records.ts'
import {JavaError} from '../java/errors.ts'
import {isJsonArray, isJsonObject, jsonInteger, jsonText, readTree, type Json} from '../java/json.ts'

const operationFailed = (message: string) => new JavaError('org.apache.kafka.tools.AdminOperationException', message)
const mappingFailed = (message: string) => new JavaError('com.fasterxml.jackson.databind.JsonMappingException', message)

/** NoSuchFileException and others as JavaError. */
export function readOffsetFile(path: string): RecordsToDelete[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new JavaError(missing ? 'java.nio.file.NoSuchFileException' : 'java.io.IOException', path, {cause: error})
  }
  return parseOffsets(text)
}

/** JavaError for what is no such file, and for a partition that occurs twice. */
export function parseOffsets(text: string): RecordsToDelete[] {
  const tree = text === '' ? undefined : readTree(text)
  if (tree === undefined) throw operationFailed('The input string is not a valid JSON')
  const version = fieldOf(tree, 'version')
  const number = version === undefined ? 1n : integer(version, 32, 'Integer')
  if (number !== 1n) throw operationFailed(`Not supported version field value ${number}`)
  const partitions = fieldOf(tree, 'partitions')
  if (partitions === undefined) throw operationFailed('Missing partitions field')
  if (!isJsonArray(partitions)) throw mappingFailed(`Expected JSON array, received ${jsonText(partitions)}`)
  const wanted = partitions.map(partitionOf)
  checkOnce(wanted)
  return wanted
}

function partitionOf(entry: Json): RecordsToDelete {
  const topic = needed(entry, 'topic')
  if (typeof topic !== 'string') throw mappingFailed(`Expected \`String\` value, received ${jsonText(topic)}`)
  const partition = Number(integer(needed(entry, 'partition'), 32, 'Integer'))
  const offset = integer(needed(entry, 'offset'), 64, 'Long')
  // No log is that long; JavaScript's numbers end there.
  const most = BigInt(Number.MAX_SAFE_INTEGER)
  return {topic, partition, before: Number(offset > most ? most : offset < -most ? -most : offset)}
}

function fieldOf(value: Json, name: string): Json | undefined {
  if (!isJsonObject(value)) throw mappingFailed(`Expected JSON object, received ${jsonText(value)}`)
  return Object.hasOwn(value, name) ? value[name] : undefined
}

function needed(value: Json, name: string): Json {
  const field = fieldOf(value, name)
  if (field === undefined) throw mappingFailed(`No such field exists: \`${name}\``)
  return field
}

function integer(value: Json, bits: 32 | 64, type: 'Integer' | 'Long'): bigint {
  const number = jsonInteger(value, bits)
  if (number === undefined) throw mappingFailed(`Expected \`${type}\` value, received ${jsonText(value)}`)
  return number
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
