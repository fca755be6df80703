// The error codes of Confluent's API, as its documentation has them.
import {HttpRefusal} from '../http/errors.ts'

export const registryCode = {
  subjectNotFound: 40401,
  versionNotFound: 40402,
  schemaNotFound: 40403,
  /** It is soft-deleted already. */
  subjectSoftDeleted: 40404,
  /** Only what is soft-deleted can be deleted for good. */
  subjectNotSoftDeleted: 40405,
  versionSoftDeleted: 40406,
  versionNotSoftDeleted: 40407,
  levelNotSet: 40408,
  modeNotSet: 40409,
  incompatible: 409,
  invalidSchema: 42201,
  invalidVersion: 42202,
  invalidLevel: 42203,
  invalidMode: 42204,
  operationNotPermitted: 42205,
  referenceExists: 42206,
  idDoesNotMatch: 42207,
  invalidSubject: 42208,
} as const

const unknown = new Set<number>([
  registryCode.subjectNotFound,
  registryCode.versionNotFound,
  registryCode.schemaNotFound,
  registryCode.subjectSoftDeleted,
  registryCode.versionSoftDeleted,
])

/** The registry says that there is no such subject, version or schema. */
export const isNotThere = (error: unknown): error is HttpRefusal =>
  error instanceof HttpRefusal && error.errorCode !== undefined && unknown.has(error.errorCode)

/** The subject has no value of its own. */
export const isNotSet = (error: unknown): error is HttpRefusal =>
  error instanceof HttpRefusal &&
  (error.errorCode === registryCode.levelNotSet ||
    error.errorCode === registryCode.modeNotSet ||
    // Apicurio and older registries say that the subject is not there.
    error.errorCode === registryCode.subjectNotFound)

/** The registry has no such part of the API at all: a 404 or 405 that is not its own. */
export const isLacking = (error: unknown): error is HttpRefusal =>
  error instanceof HttpRefusal &&
  (error.status === 404 || error.status === 405 || error.status === 501) &&
  !isOwnCode(error.errorCode)

// Confluent's codes for what is not there have five digits; 404 alone is of the web server.
const isOwnCode = (code: number | undefined) => code !== undefined && code > 999

export const isInvalidSchema = (error: unknown): error is HttpRefusal =>
  error instanceof HttpRefusal && error.errorCode === registryCode.invalidSchema
