import {timerMs} from '../../cluster/waiting.ts'
import {JavaError} from '../java/errors.ts'

/**
 * Future.get(ms): throws TimeoutException, which has no message, as JavaError if the future takes longer. The request
 * is not cancelled.
 */
export async function getWithin<T>(ms: number, future: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new JavaError('java.util.concurrent.TimeoutException', 'null')), timerMs(ms))
  })
  try {
    return await Promise.race([future, timeout])
  } finally {
    clearTimeout(timer)
  }
}
