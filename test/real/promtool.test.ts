// What we give to Prometheus, looked at by its own tool (Debian: apt-get install prometheus).
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {KafkaError} from '../../src/lib/cluster/errors.ts'
import type {GroupLags} from '../../src/lib/groups/lag/lag.ts'
import {lagMetrics} from '../../src/lib/views/lag/open-metrics.ts'

const rules = join(import.meta.dirname, '../../docs/prometheus/kafkit-lag.rules.yml')
const folder = mkdtempSync(join(tmpdir(), 'kafkit-promtool-'))
afterAll(() => rmSync(folder, {recursive: true}))

const promtool = (args: readonly string[], input = '') => {
  const {status, stdout, stderr} = spawnSync('promtool', args, {input, encoding: 'utf8'})
  return {status, text: `${stdout}${stderr}`}
}
const missing = spawnSync('promtool', ['--version']).error !== undefined
if (missing) console.warn('SKIPPED, what Prometheus says of our metrics and rules: there is no promtool')

const at = {topic: 'orders', partition: 0, committedOffset: 1, logStartOffset: 0, logEndOffset: 5, lag: 4, member: null}
const lags = {
  groups: [
    {
      groupId: 'bil"ling\n',
      group: {state: 'Stable', type: 'classic', members: []},
      partitions: [
        {...at, problem: null, age: {ms: 1500, basis: 'record'}},
        {...at, topic: 'audit', committedOffset: null, lag: null, problem: 'noCommit', age: null},
      ],
    },
  ],
  errors: [{groupId: 'secret', error: new KafkaError(30, 'describe group secret')}],
  brokerErrors: [],
} as unknown as GroupLags

/** A series of one group, a sample a minute. */
const series = (name: string, labels: string, values: string) =>
  `      - series: '${name}{${labels}}'\n        values: '${values}'\n`

function ruleTest(
  inputs: string,
  alerts: readonly {at: string; name: string; fires: boolean; labels: string}[],
): string {
  const file = join(folder, 'test.yml')
  const expected = alerts
    .map(
      ({at: time, name, fires, labels}) =>
        `      - eval_time: ${time}\n        alertname: ${name}\n        exp_alerts: ${fires ? `\n          - exp_labels: ${labels}\n            exp_annotations: {summary: 'g commits nothing in t-0'}` : '[]'}\n`,
    )
    .join('')
  writeFileSync(
    file,
    `rule_files: [${rules}]\nevaluation_interval: 1m\ntests:\n  - interval: 1m\n    input_series:\n${inputs}    alert_rule_test:\n${expected}`,
  )
  return file
}

describe.skipIf(missing)('Prometheus', () => {
  test('promtool check metrics says nothing but that kafka_exporter has chosen names that end in _sum', () => {
    const {text} = promtool(
      ['check', 'metrics'],
      lagMetrics(lags, {up: true, durationSeconds: 0.1, errors: 2}, 'prometheus'),
    )
    const complaints = text
      .split('\n')
      .filter((line) => line !== '' && !/_sum .*should not have "_sum" suffix/.test(line))
    expect(complaints).toEqual([])
  })

  test('promtool check rules takes all of them', () => {
    const {status, text} = promtool(['check', 'rules', rules])
    expect([status, text]).toEqual([0, expect.stringContaining('8 rules found')])
  })

  test('KafkaGroupStandsStill is pending at once for a group that lags when the exporter starts: it waits for its data', () => {
    const place = 'consumergroup="g", topic="t", partition="0"'
    const inputs =
      series('kafka_consumergroup_lag', place, '5x40') + series('kafka_consumergroup_current_offset', place, '7x40')
    const labels = '{severity: critical, consumergroup: g, topic: t, partition: "0"}'
    const name = 'KafkaGroupStandsStill'
    const file = ruleTest(inputs, [
      // After five minutes of being pending it would fire.
      {at: '8m', name, fires: false, labels},
      {at: '18m', name, fires: false, labels},
      {at: '21m', name, fires: true, labels},
    ])
    const {status, text} = promtool(['test', 'rules', file])
    expect([status, text]).toEqual([0, expect.stringContaining('SUCCESS')])
  })
})
