import {plural} from '../text/plural.ts'
import type {Examination} from './examination.ts'
import {timed} from './examination.ts'
import type {Finding, Step} from './step.ts'

/**
 * Asks kafkajs, another implementation of the protocol, with the same settings, to find out whether the cluster or
 * kafkit is at fault.
 */
export async function secondOpinion(examination: Examination, done: readonly Step[]): Promise<Finding> {
  const {settings, signal, input} = examination
  if (input.secondOpinion === false) return {verdict: 'skipped', summary: 'not asked for'}
  const {askKafkajs} = await import('../cluster/kafkajs.ts')
  const asked = await timed(signal, () => askKafkajs(settings, signal))
  const ours = done.find(({name, verdict}) => verdict === 'failed' && name !== 'listeners')
  if (asked.error) {
    const said = `kafkajs with the same settings: ${asked.error.message}`
    return ours
      ? {
          verdict: 'failed',
          summary: `${said}; so the cause is probably not kafkit`,
          hint: `begin with what ${ours.name} says`,
        }
      : {
          verdict: 'warning',
          summary: said,
          hint: 'kafkit itself can connect, but applications that use kafkajs may not',
        }
  }
  const {brokers, topics} = asked.value
  const summary = `kafkajs connects with the same settings: ${brokers} ${plural(brokers, 'broker')}, ${topics} ${plural(topics, 'topic')}`
  return ours
    ? {
        verdict: 'warning',
        summary: `${summary}, although kafkit does not (${ours.name})`,
        hint: 'please report this as a bug of kafkit, with the output of kafkit doctor',
      }
    : {verdict: 'ok', summary, data: {brokers, topics}}
}
