// What docs/ ships for Prometheus and Grafana asks for metrics that there are.
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {KafkaError} from '../../../src/lib/cluster/errors.ts'
import {lagMetrics} from '../../../src/lib/views/lag/open-metrics.ts'
import type {GroupLags} from '../../../src/lib/groups/lag/lag.ts'

const at = {topic: 'orders', partition: 0, committedOffset: 1, logStartOffset: 0, logEndOffset: 5, lag: 4, member: null}
const lags = {
  groups: [
    {
      groupId: 'bil"ling',
      group: {state: 'Stable', type: 'classic', members: []},
      partitions: [
        {...at, problem: null, age: {ms: 1500, basis: 'record'}},
        {...at, partition: 1, committedOffset: null, lag: null, problem: 'noCommit', age: null},
        {...at, topic: 'audit', problem: null, age: null},
      ],
    },
  ],
  errors: [{groupId: 'secret', error: new KafkaError(30, 'describe group secret')}],
  brokerErrors: [],
} as unknown as GroupLags
const text = lagMetrics(lags, {up: true, durationSeconds: 0.1, errors: 2}, 'openMetrics')
const labels = new Map(
  [...text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)].map(([, name, pairs = '']) => [
    name,
    [...pairs.matchAll(/(\w+)="/g)].map(([, label]) => label),
  ]),
)

/** Metrics and the labels that are said with them. */
const asked = (file: string) =>
  [
    ...readFileSync(join(import.meta.dirname, '../../../docs', file), 'utf8').matchAll(
      /\b(kafk(?:a|it)_\w+)(\{[^}]*\})?/g,
    ),
  ]
    .filter(([, name = '']) => name.includes('_'))
    .map(([, name = '', selector = '']) => ({name, said: [...selector.matchAll(/(\w+)=~?\\?"/g)].map(([, it]) => it)}))

test.each(['grafana/kafkit-lag.json', 'prometheus/kafkit-lag.rules.yml'])('%s', (file) => {
  const all = asked(file)
  expect(all.length).toBeGreaterThan(8)
  for (const {name, said} of all) {
    expect([...labels.keys()]).toContain(name)
    expect(labels.get(name)).toEqual(expect.arrayContaining(said))
  }
})

test('values, names that need quoting, and 0 for up where a part could not be asked', () => {
  expect(text).toContain('kafka_consumergroup_lag{consumergroup="bil\\"ling",topic="orders",partition="0"} 4\n')
  expect(text).not.toContain('kafka_consumergroup_lag{consumergroup="bil\\"ling",topic="orders",partition="1"}')
  expect(text).toContain('kafkit_consumergroup_oldest_unread_age_seconds{')
  expect(text).toMatch(/^kafkit_up 0$/m)
})

test('a sum in which a partition is missing is not shown as if it were known', () => {
  expect(text).toContain('kafka_consumergroup_lag_sum{consumergroup="bil\\"ling",topic="audit"} 4\n')
  expect(text).not.toMatch(/_sum\{.*topic="orders"/)
})

test('promtool says that the counter has no help: in the text format its TYPE and HELP have the name of the sample', () => {
  const prometheus = lagMetrics(lags, {up: true, durationSeconds: 0.1, errors: 2}, 'prometheus')
  expect(prometheus).toContain('# TYPE kafkit_scrape_errors_total counter\n# HELP kafkit_scrape_errors_total ')
  expect(prometheus).not.toContain('# EOF')
  expect(text).toContain('# TYPE kafkit_scrape_errors counter\n')
})
