/** A schema for people: JSON in several lines, with all digits and the order that it has; Protobuf as it stands. */
export function prettySchema(type: string, text: string): string {
  if (type === 'PROTOBUF') return text.trimEnd()
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
