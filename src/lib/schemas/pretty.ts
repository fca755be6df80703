/** A schema in readable form: JSON on several lines, with all digits and in its own order; Protobuf unchanged. */
export function prettySchema(type: string, text: string): string {
  if (type === 'PROTOBUF') return text.trimEnd()
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
