// Fields of a JSON key or value in a template: `{value.customer.id}`.
import {isUtf8} from 'node:buffer'
import {UsageError} from '../../cluster/errors.ts'
import {sliceAt} from '../../text/json-slice.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'
import {visibleBytes} from '../../text/visible-bytes.ts'
import type {RecordCursor} from '../../wire/records.ts'
import {parsePath, valueAt} from './record-path.ts'

/** The keys and values so far that have no fields because they are not JSON. */
export interface NotJson {
  keys: number
  values: number
}

/** A placeholder in braces; any other text in braces stays text. */
export const fieldPattern = /\{(?:value|key)(?=[.[])(?:"(?:[^"\\]|\\.)*"|[^{}"])*\}/

export interface FieldOptions {
  /** Stands for null, and for a missing field. */
  readonly nothing: Buffer
  /** Escape control characters in texts. */
  readonly visible: boolean
}

/** The key and the value of one record, each parsed once for all fields of a template. */
export class JsonParts {
  readonly #notJson: NotJson
  readonly key = {read: false, json: undefined as unknown, text: ''}
  readonly value = {read: false, json: undefined as unknown, text: ''}

  constructor(notJson: NotJson) {
    this.#notJson = notJson
  }

  /** Call before each record. */
  reset(): void {
    this.key.read = this.value.read = false
  }

  /** `json` is undefined for bytes that are not JSON, and null for a missing key or value. */
  of(root: 'key' | 'value', record: RecordCursor): {readonly json: unknown; readonly text: string} {
    const part = this[root]
    if (part.read) return part
    part.read = true
    const bytes = record[root]
    part.text = bytes?.toString() ?? 'null'
    part.json = bytes === null ? null : parsed(part.text, bytes)
    if (part.json === undefined) this.#notJson[root === 'key' ? 'keys' : 'values']++
    return part
  }
}

function parsed(text: string, bytes: Buffer): unknown {
  try {
    const json: unknown = JSON.parse(text)
    return text.includes('\ufffd') && !isUtf8(bytes) ? undefined : json
  } catch {
    return undefined
  }
}

/**
 * Writes a field of a record: text as it is, numbers with all their digits, objects and arrays as their JSON; with
 * `:json` after the path, text is written as JSON too. Throws UsageError if the braces hold no path.
 */
export function templateField(
  token: string,
  parts: JsonParts,
  {nothing, visible}: FieldOptions,
): (record: RecordCursor, to: TextBuffer) => void {
  const inner = token.slice(1, -1)
  const asJson = inner.endsWith(':json')
  const {path, rest} = parsePath(asJson ? inner.slice(0, -':json'.length) : inner)
  const {root, steps} = path
  if (rest !== '' || (root !== 'key' && root !== 'value'))
    throw new UsageError(
      `format: '${token}' is not a field: write {value.customer.id}, {value["odd name"]} or {value.items[0]:json}; write a literal brace as \\x7b`,
    )
  return (record, to) => {
    const {json, text} = parts.of(root, record)
    const value = valueAt(json, steps)
    if (value === undefined || value === null) return to.bytes(nothing)
    if (typeof value === 'string' && !asJson)
      return visible ? to.bytes(visibleBytes(Buffer.from(value))) : to.text(value)
    to.text(sliceAt(text, steps) ?? '')
  }
}
