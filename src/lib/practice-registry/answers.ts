// The refusals of the registry, with the texts and codes of Confluent's: from its documentation, and its source at
// 794611bd.

/** An unsuccessful answer. `status` is the first three digits of the code. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }

  get status(): number {
    return this.code < 1000 ? this.code : Math.floor(this.code / 100)
  }
}

export const subjectNotFound = (subject: string) => new Refused(40401, `Subject '${subject}' not found.`)
export const versionNotFound = (version: number | string) => new Refused(40402, `Version ${version} not found.`)
export const schemaNotFound = (which?: number | string) =>
  new Refused(40403, which === undefined ? 'Schema not found' : `Schema ${which} not found`)
export const subjectSoftDeleted = (subject: string) =>
  new Refused(40404, `Subject '${subject}' was soft deleted.Set permanent=true to delete permanently`)
export const subjectNotSoftDeleted = (subject: string) =>
  new Refused(40405, `Subject '${subject}' was not deleted first before being permanently deleted`)
export const versionSoftDeleted = (subject: string, version: number) =>
  new Refused(
    40406,
    `Subject '${subject}' Version ${version} was soft deleted.Set permanent=true to delete permanently`,
  )
export const versionNotSoftDeleted = (subject: string, version: number) =>
  new Refused(40407, `Subject '${subject}' Version ${version} was not deleted first before being permanently deleted`)
export const levelNotSet = (subject: string) =>
  new Refused(40408, `Subject '${subject}' does not have subject-level compatibility configured`)
export const modeNotSet = (subject: string) =>
  new Refused(40409, `Subject '${subject}' does not have subject-level mode configured`)
export const invalidSchema = (why: string) => new Refused(42201, `Invalid schema: ${why}`)
export const invalidVersion = (text: string) =>
  new Refused(
    42202,
    `The specified version '${text}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string "latest"`,
  )
export const invalidLevel = () =>
  new Refused(
    42203,
    'Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive',
  )
export const invalidMode = () =>
  new Refused(42204, 'Invalid mode. Valid values are READWRITE, READONLY, READONLY_OVERRIDE, IMPORT, and FORWARD')
export const notPermitted = (why: string) => new Refused(42205, why)
export const referenceExists = (subject: string, version: number) =>
  new Refused(
    42206,
    `One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=${subject},version=${version}}.`,
  )
export const idDoesNotMatch = (id: number) =>
  new Refused(42207, `Schema already registered with id ${id} instead of input id`)
export const incompatible = (subject: string, messages: readonly string[]) =>
  new Refused(
    409,
    `Schema being registered is incompatible with an earlier schema for subject "${subject}", details: [${messages.join(', ')}]`,
  )
/** Refuses instead of inventing an answer, because only the formats themselves define these rules. */
export const noRules = (type: string) =>
  new Refused(
    501,
    `the practice registry has compatibility rules only for AVRO, not for ${type}; set the level of the subject to NONE, or use a real registry`,
  )
