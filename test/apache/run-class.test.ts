// kafka-run-class: scripts that call Apache's tools by their classes.
import {spawnSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {dropInNames, isOfConfluent} from '../../scripts/drop-in-tools.ts'
import {classNames} from '../../src/lib/apache/command-line/class-names.ts'
import {toolClasses} from '../parity/tool-classes.ts'

function run(program: string, ...args: string[]) {
  const {status, stdout, stderr} = spawnSync(process.execPath, [join(root, 'bin', program), ...args], {
    encoding: 'utf8',
  })
  return {status, stdout, stderr}
}

test('every drop-in has the class of Apache’s release, and no class is two', () => {
  expect(Object.keys(classNames).toSorted()).toEqual(dropInNames().filter((name) => !isOfConfluent(name)))
  for (const [name, [current]] of Object.entries(classNames)) expect([name, current]).toEqual([name, toolClasses[name]])
  const all = Object.values(classNames).flat()
  expect(new Set(all).size).toBe(all.length)
})

describe.runIf(existsSync(join(root, 'dist/kafkit.cjs')))('kafka-run-class', () => {
  test.each([
    ['kafka-get-offsets', 'kafka.tools.GetOffsetShell', '--version'],
    ['kafka-get-offsets', 'org.apache.kafka.tools.GetOffsetShell', '--time', 'x'],
    ['kafka-topics', 'kafka.admin.TopicCommand', '--bootstrap-server', '127.0.0.1:1', '--create'],
    ['kafka-cluster', 'kafka.tools.ClusterTool', '--help'],
    ['kafka-groups', 'org.apache.kafka.tools.GroupsCommand'],
  ])('what %s says, it says as %s', (tool, name, ...args) => {
    expect(run('kafka-run-class', name, ...args)).toEqual(run(tool, ...args))
    expect(run('kafka-run-class.sh', '-name', 'tool', '-loggc', name, ...args)).toEqual(run(tool, ...args))
  })

  test.each([
    [
      ['kafka.Kafka', 'server.properties'],
      'Error: kafka.Kafka is no class that runs here: kafkit has the command-line tools',
    ],
    [['toString'], 'Error: toString is no class'],
    // ESC and BEL of a name do not reach the terminal.
    [['\u001b[31mX\u0007\u009b1m'], 'Error: \\u001b[31mX\\u0007?1m is no class'],
    [['-daemon', 'kafka.Kafka'], '-daemon: this starts no daemons'],
  ])('%j gets a sentence and exit code 1', (args, sentence) => {
    const {status, stdout, stderr} = run('kafka-run-class', ...args)
    expect({status, stdout}).toEqual({status: 1, stdout: ''})
    expect(stderr).toContain(sentence)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  test.skipIf(!existsSync(join(root, 'node_modules/node/bin/node')))(
    'under a Node that is too old, the Node of the project starts the same drop-in',
    () => {
      const old = `data:text/javascript,Object.defineProperty(process.versions, 'node', {value: '20.20.2'})`
      const args = ['--import', old, join(root, 'bin/kafka-run-class'), 'kafka.tools.GetOffsetShell', '--time', 'x']
      const {status, stdout, stderr} = spawnSync(process.execPath, args, {encoding: 'utf8'})
      expect({status, stdout, stderr}).toEqual(run('kafka-get-offsets', '--time', 'x'))
    },
  )

  test('without a class, the usage of Apache’s script', () => {
    const {status, stdout} = run('kafka-run-class.sh')
    expect(status).toBe(1)
    expect(stdout).toMatch(
      /^USAGE: \S*kafka-run-class\.sh \[-daemon\] \[-name servicename\] \[-loggc\] classname \[opts\]\n$/,
    )
  })

  test('a usage that cannot be written is told', () => {
    const {stderr, status} = spawnSync('bash', ['-c', `"${process.execPath}" bin/kafka-run-class > /dev/full`], {cwd: root, encoding: 'utf8'}) // prettier-ignore
    expect(stderr).toContain('the output cannot be written')
    expect(status).toBe(1)
  })
})
