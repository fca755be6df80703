// What counts as a difference. Texts of Java's clients as Kafka 4.3.1 prints them.
import {expect, test} from 'vitest'
import {parseCases} from './case-file.ts'
import {differences, type Ran} from './compare.ts'
import {Placeholders} from './placeholders.ts'

function compared(text: string, theirs: Partial<Ran>, mine: Partial<Ran>): string[] {
  const [one] = parseCases(`== tool/topic/name\nrun: kafka-tool\n${text}`, 'some.cases')
  if (!one) throw new Error('no case')
  const result = (ran: Partial<Ran>) => ({runs: [{stdout: '', stderr: '', exit: 0, ...ran}], observes: []})
  return differences(one, result(theirs), result(mine), new Placeholders({}))
}

const internals = 'org.apache.kafka.clients.consumer.internals'
const share = `${internals}.ShareConsumerImpl - [ShareConsumer clientId=perf-share-consumer-client, groupId=g]`
const unsubscribes = `[pool-6-thread-1] WARN ${share} Consumer triggered an unsubscribe event to leave the group but couldn't complete it within 500 ms. It will proceed to close.\n`
const thread = `[consumer_background_thread] WARN ${internals}.ConsumerNetworkThread - [ShareConsumer clientId=c, groupId=g] Close timeout of 500 ms expired before the consumer network thread was able to complete pending requests. Inflight request count: 0, Unsent request count: 1\n`
const other = `[main] WARN ${share} Something else\n`

test('what Java warns of when a busy machine lets it close late is no difference', () => {
  expect(compared('', {stderr: unsubscribes + thread}, {})).toEqual([])
})

test('another warning of Java’s is one, and so is anything of ours', () => {
  expect(compared('', {stderr: unsubscribes + other}, {})).toEqual([
    expect.stringMatching(/^ {2}stderr: apache printed/),
  ])
  expect(compared('', {}, {stderr: unsubscribes})).toEqual([expect.stringMatching(/^ {2}stderr: apache empty/)])
})

test('a failure of Apache’s by chance leaves what the case says of ours', () => {
  const text = 'chance: not subscribed\nwant: Avg'
  const theirs = {exit: 1, stderr: 'Consumer is not subscribed to any topics'}
  expect(compared(text, theirs, {stdout: 'Avg 1'})).toEqual([])
  expect(compared(text, theirs, {exit: 1})).toEqual(['  exit: ours 1, the case says 0', '  stdout lacks "Avg"'])
  expect(compared(text, {exit: 1, stderr: 'other'}, {stdout: 'Avg 1'})).not.toEqual([])
})

test('where a group stands that is named by the clock is chance, whether it is there is not', () => {
  const stdout = 'test-group-1796125940408  Classic\nfx-g-txn  Classic\nfx-g  Classic\n'
  expect(
    compared('', {stdout}, {stdout: 'fx-g-txn  Classic\ntest-group-1796125940408  Classic\nfx-g  Classic\n'}),
  ).toEqual([])
  expect(compared('', {stdout}, {stdout: 'fx-g-txn  Classic\nfx-g  Classic\n'})).not.toEqual([])
  expect(
    compared('', {stdout}, {stdout: stdout.replace('fx-g-txn  Classic\nfx-g', 'fx-g  Classic\nfx-g-txn')}),
  ).not.toEqual([])
})
