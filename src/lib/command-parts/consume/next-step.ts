import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import type {FilterFlags} from './filter.ts'

/** Throws the error again, with a next step at the end of its sentence if a flag helps. */
export function raiseWithNextStep(error: unknown, {'on-corrupt': onCorrupt}: Pick<FilterFlags, 'on-corrupt'>): never {
  if (error instanceof KafkaError && error.code === errorCode.corruptMessage) {
    const skip = onCorrupt === 'skip' ? '' : '--on-corrupt skip continues after it, '
    error.message += `; ${skip}--offset starts at another offset`
  }
  throw error
}
