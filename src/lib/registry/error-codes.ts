// The error codes of Confluent's API, as documented.
import {HttpRefusal} from '../http/errors.ts'

export const registryCode = {
  subjectNotFound: 40401,
  versionNotFound: 40402,
  schemaNotFound: 40403,
  /** The subject is already soft-deleted. */
  subjectSoftDeleted: 40404,
  /** Only soft-deleted subjects can be deleted permanently. */
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

/** Whether the registry says that the subject, version or schema does not exist. */
export const isNotThere = (error: unknown): error is HttpRefusal =>
  error instanceof HttpRefusal && error.errorCode !== undefined && unknown.has(error.errorCode)

/** Whether the subject has no value of its own. */
export const isNotSet = (error: unknown): error is HttpRefusal =>
  error instanceof HttpRefusal &&
  (error.errorCode === registryCode.levelNotSet ||
    error.errorCode === registryCode.modeNotSet ||
    // Apicurio and older registries answer that the subject does not exist.
    error.errorCode === registryCode.subjectNotFound)

/** Whether the registry lacks this part of the API: a 404 or 405 without a registry error code. */
export const isLacking = (error: unknown): error is HttpRefusal =>
  error instanceof HttpRefusal &&
  (error.status === 404 || error.status === 405 || error.status === 501) &&
  !isOwnCode(error.errorCode)

// Confluent's codes for missing items have five digits; a plain 404 comes from the web server.
const isOwnCode = (code: number | undefined) => code !== undefined && code > 999

export const isInvalidSchema = (error: unknown): error is HttpRefusal =>
  error instanceof HttpRefusal && error.errorCode === registryCode.invalidSchema
