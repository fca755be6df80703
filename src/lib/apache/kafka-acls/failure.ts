import {asJavaError, executionException} from '../java/errors.ts'

/** Runs a call of the admin client; a failure is thrown as the client's future throws it. */
export async function inCall<T>(
  name: 'describeAcls' | 'createAcls' | 'deleteAcls',
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw executionException(asJavaError(error, name))
  }
}
