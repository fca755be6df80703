import {asJavaError} from '../java/errors.ts'

/** Runs a call of the admin client; its failure is what the client's future throws, without the ExecutionException around it. */
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
