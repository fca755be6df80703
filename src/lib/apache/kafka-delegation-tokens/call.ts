import {asJavaError} from '../java/errors.ts'

/**
 * Runs a call of the admin client; a failure is thrown as the client's future throws it, without the
 * ExecutionException around it.
 */
export async function inCall<T>(
  name: 'createDelegationToken' | 'renewDelegationToken' | 'expireDelegationToken' | 'describeDelegationToken',
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw asJavaError(error, name)
  }
}
