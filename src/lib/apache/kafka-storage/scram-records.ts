// The credentials with which a cluster starts. No message repeats a password.
import {createHash, createHmac, randomBytes} from 'node:crypto'
import type {MetadataRecord} from '../../log-files/snapshot-writer.ts'
import {isScramMechanism, saltPassword, scramMechanisms, type ScramMechanism} from '../../users/scram-mechanism.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {decodeBase64} from '../java/base64.ts'
import {JavaError} from '../java/errors.ts'
import {parseJavaInt} from '../java/numbers.ts'
import {javaSplit} from '../java/split.ts'
import {javaTrim} from '../java/trim.ts'

export interface ScramFields {
  readonly name: string
  readonly mechanism: number
  readonly salt: Buffer
  readonly storedKey: Buffer
  readonly serverKey: Buffer
  readonly iterations: number
}

const userScramCredential = 11

export const scramRecord = (fields: ScramFields): MetadataRecord => ({
  type: userScramCredential,
  version: 0,
  fields: {...fields},
})

/** Parses `SCRAM-SHA-256=[name=alice,password=…]`. Throws TerseProblem for what Apache's tool refuses. */
export async function scramFields(argument: string): Promise<ScramFields> {
  const text = javaTrim(argument)
  const equals = text.indexOf('=')
  if (equals < 0) throw new TerseProblem('Failed to find equals sign in SCRAM argument')
  const name = text.slice(0, equals)
  if (!isScramMechanism(name)) throw new TerseProblem(`The add-scram mechanism ${name} is not supported.`)
  const body = text.slice(equals + 1)
  if (!body.startsWith('[')) throw new TerseProblem('Expected configuration string to start with [')
  if (!body.endsWith(']')) throw new TerseProblem('Expected configuration string to end with ]')
  return credential(name, componentsOf(body.slice(1, -1)))
}

function componentsOf(text: string): Map<string, string> {
  const components = new Map<string, string>()
  for (const part of javaSplit(text, ',')) {
    const equals = part.indexOf('=')
    if (equals < 0) throw new TerseProblem('No equals sign found in SCRAM component')
    const value = part.slice(equals + 1)
    const isQuoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"')
    components.set(part.slice(0, equals), isQuoted ? value.slice(1, -1) : value)
  }
  return components
}

async function credential(mechanism: ScramMechanism, components: Map<string, string>): Promise<ScramFields> {
  const taken = (name: string) => {
    const value = components.get(name)
    components.delete(name)
    return value
  }
  const {code, hash, leastIterations, mostIterations} = scramMechanisms[mechanism]
  const name = taken('name')
  if (name === undefined) throw new TerseProblem("You must supply 'name' to add-scram")
  const saltText = taken('salt')
  const salt = saltText === undefined ? undefined : decoded(saltText, 'Failed to decode given salt')
  const iterations = countOf(taken('iterations'))
  const password = taken('password')
  const saltedText = taken('saltedpassword')
  if (password === undefined && saltedText === undefined)
    throw new TerseProblem("You must supply one of 'password' or 'saltedpassword' to add-scram")
  if (password === undefined && salt === undefined)
    throw new TerseProblem("You must supply 'salt' with 'saltedpassword' to add-scram")
  const given = password === undefined ? decoded(saltedText ?? '', 'Failed to decode given saltedPassword') : undefined
  if (components.size > 0)
    throw new TerseProblem(`Unknown SCRAM configurations: ${[...components.keys()].sort().join(', ')}`)
  const javaName = mechanism.replaceAll('-', '_')
  if (iterations < leastIterations)
    throw new TerseProblem(`The 'iterations' value must be >= ${leastIterations} for add-scram using ${javaName}`)
  if (iterations > mostIterations)
    throw new TerseProblem(`The 'iterations' value must be <= ${mostIterations} for add-scram using ${javaName}`)
  const used = salt ?? randomBytes(32)
  const salted = given ?? (await saltPassword(mechanism, iterations, password ?? '', used)).saltedPassword
  const hmac = (text: string) => createHmac(hash, salted).update(text).digest()
  const storedKey = createHash(hash).update(hmac('Client Key')).digest()
  return {name, mechanism: code, salt: used, storedKey, serverKey: hmac('Server Key'), iterations}
}

function countOf(text: string | undefined): number {
  if (text === undefined) return 4096
  try {
    return parseJavaInt(text)
  } catch (error) {
    if (!(error instanceof JavaError)) throw error
    throw new TerseProblem(`Failed to parse iterations count: ${text}`)
  }
}

function decoded(text: string, problem: string): Buffer {
  try {
    return decodeBase64(text)
  } catch (error) {
    if (!(error instanceof JavaError)) throw error
    throw new TerseProblem(problem)
  }
}
