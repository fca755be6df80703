import {openCluster, type ClusterSettings} from '../cluster/cluster.ts'
import {ConnectionError} from '../cluster/errors.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import {scram} from '../cluster/sasl/scram.ts'
import type {ScramMechanism} from './scram-mechanism.ts'

export interface ScramLogin {
  readonly user: string
  readonly mechanism: ScramMechanism
  readonly password: string
}

/** The login failed; `refused`: a broker says that the password is wrong. */
export class NotVerified extends ExpectedError {
  override readonly name = 'NotVerified'
  readonly refused: boolean

  constructor(message: string, refused: boolean, options?: ErrorOptions) {
    super(message, options)
    this.refused = refused
  }
}

const usualTries = 20

/**
 * Logs in with a new password at one of these addresses. A broker that has not heard of it yet refuses it, so the login
 * is retried for some seconds. `pause` waits between two tries; `tries` says how many there are.
 */
export async function verifyLogin(
  settings: ClusterSettings,
  {user, mechanism, password}: ScramLogin,
  pause: () => Promise<void>,
  tries = usualTries,
): Promise<void> {
  const sasl = scram(mechanism === 'SCRAM-SHA-256' ? 256 : 512, user, password)
  for (let left = tries; ; left--) {
    const cluster = openCluster({...settings, sasl})
    try {
      await cluster.brokers()
      return
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error
      const refused = error.reason === 'loginRefused'
      if (!refused || left <= 1)
        throw new NotVerified(`${user} (${mechanism}) is not verified: ${error.message}`, refused, {cause: error})
    } finally {
      cluster.close()
    }
    await pause()
  }
}
