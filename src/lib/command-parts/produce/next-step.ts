// Which flag helps against an error. Subjects do not know how their settings are called on the command line.
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError, UsageError} from '../../cluster/errors.ts'
import {QuotationMark} from '../../records/readers/csv-cells.ts'
import {UnlikelyDelimiter} from '../../records/readers/csv-reader.ts'
import {MalformedInput} from '../../records/readers/malformed-input.ts'
import {shellWord} from '../../text/shell-word.ts'
import type {ProduceFlags} from './flags.ts'

type Given = Pick<ProduceFlags, 'compression' | 'input' | 'idempotent'>

/** The next step, to be added to the error's sentence; undefined if no flag helps. */
export function nextStep(raised: unknown, flags: Given): string | undefined {
  // The header line of CSV cannot be skipped, so its error is the cause of a usage error.
  const error = raised instanceof UsageError && raised.cause instanceof MalformedInput ? raised.cause : raised
  if (error instanceof UnlikelyDelimiter) {
    const delimiter = error.delimiter === '\t' ? "'\\t'" : shellWord(error.delimiter)
    return `then give --csv-delimiter ${delimiter}, otherwise --csv-delimiter ,`
  }
  if (error instanceof QuotationMark) return '--csv-quote none takes quotation marks as text'
  if (error instanceof MalformedInput && error.problem === 'too long') {
    const quote = flags.input === 'csv' ? '; --csv-quote none takes quotation marks as text' : ''
    return `--max-line-bytes sets the limit${quote}`
  }
  if (!(error instanceof KafkaError)) return undefined
  if (error.code === errorCode.unsupportedForMessageFormat && flags.idempotent)
    return 'the topic has a message format from before Kafka 0.11, which --no-idempotent can write'
  const tooLarge = error.code === errorCode.messageTooLarge || error.code === errorCode.recordListTooLarge
  return tooLarge && flags.compression === 'none' ? '--compression zstd may make it small enough' : undefined
}

/** The sentence about an error, with the next step at its end. */
export function sentenceWithNextStep(sentence: string, error: unknown, flags: Given): string {
  const step = nextStep(error, flags)
  // This error's sentence already asks a question.
  return step === undefined ? sentence : `${sentence}${error instanceof UnlikelyDelimiter ? '' : ';'} ${step}`
}

/** The same error, with the next step at the end of its sentence. */
export function withNextStep(error: unknown, flags: Given): unknown {
  if (error instanceof Error) error.message = sentenceWithNextStep(error.message, error, flags)
  return error
}
