// SCRAM credentials of users. Passwords are salted in this process and appear in no message.
import type {Io} from '../../cli/io.ts'
import {alterScramUser, type NewScramCredential} from '../../users/alter-scram.ts'
import {describeScramUsers} from '../../users/describe-scram.ts'
import {scramMechanisms, type ScramMechanism} from '../../users/scram-mechanism.ts'
import {executionException, JavaError, javaText, kafkaException} from '../java/errors.ts'
import {parseJavaInt} from '../java/numbers.ts'
import type {Admin} from '../client/admin.ts'
import {illegal} from './checks.ts'

/** How long Apache's tool waits, ms. */
const describeMs = 30_000
const alterMs = 60_000

const usualIterations = 4096

/** `names`: empty for all users. */
export async function printScram(admin: Admin, names: readonly string[], io: Io): Promise<void> {
  const users = await admin.get(
    'describeUserScramCredentials',
    (cluster) => describeScramUsers(cluster, names.length === 0 ? 'all' : names),
    describeMs,
  )
  for (const described of users) {
    const whose = `SCRAM credential configs for user-principal '${described.user}'`
    if (described.error) {
      io.out(`Error retrieving ${whose}: ExecutionException: ${javaText(kafkaException(described.error))}\n`)
    } else {
      const credentials = described.credentials.map(
        ({mechanism, iterations}) => `${mechanism}=iterations=${iterations}`,
      )
      io.out(`${whose} are ${credentials.join(', ')}\n`)
    }
  }
}

export async function changeScram(
  admin: Admin,
  user: string,
  added: ReadonlyMap<ScramMechanism, string>,
  deleted: readonly ScramMechanism[],
): Promise<void> {
  const set = [...added].map(([mechanism, text]) => credentialOf(mechanism, text))
  if (set.length === 0 && deleted.length === 0) return
  if (set.some(({password}) => password === ''))
    throw executionException(
      new JavaError('org.apache.kafka.common.errors.UnacceptableCredentialException', 'Password must not be empty'),
    )
  await admin.get(
    'alterUserScramCredentials',
    (cluster) => alterScramUser(cluster, user, {set, remove: deleted}),
    alterMs,
  )
}

/** `iterations=N,password=P`; N may be left out, or be -1. */
function credentialOf(mechanism: ScramMechanism, text: string): NewScramCredential {
  const [all, count, password = ''] =
    /^(?:iterations=(-?[0-9]*),)?password=([^\n\r\u0085\u2028\u2029]*)$/.exec(text) ?? []
  // Apache's tool prints the value, which may be a password after a misspelt name; this one does not.
  if (all === undefined) throw illegal(`Invalid credential property ${mechanism.replaceAll('-', '_')}=(hidden)`)
  const iterations = count === undefined || count === '-1' ? usualIterations : parseJavaInt(count)
  const {leastIterations} = scramMechanisms[mechanism]
  if (iterations < leastIterations)
    throw illegal(`Iterations ${iterations} is less than the minimum ${leastIterations} required for ${mechanism}`)
  return {mechanism, iterations, password}
}
