import {KafkaError} from '../../cluster/errors.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {asJavaError, kafkaException, sentence} from '../java/errors.ts'

/** What Apache's tool prints about a failed request, followed by the reason if kafkit knows more. */
export function failedTo(what: string, error: unknown, call: string): TerseProblem {
  const failure = error instanceof KafkaError ? kafkaException(error) : asJavaError(error, call)
  const {message, javaClass} = failure
  const more = sentence(failure)
    .replace(javaClass, '')
    .replace(/^: /, '')
    .replace(message, '')
    .replace(/^: /, '')
    .trim()
  const reason = message.replace(/\.$/, '')
  return new TerseProblem(`${what}: ${reason}.${more === '' ? '' : ` ${more}`} (${javaClass})`)
}
