/** java.lang.String.hashCode: it decides which partition of __consumer_offsets a group's id falls into. */
export function javaHash(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}
