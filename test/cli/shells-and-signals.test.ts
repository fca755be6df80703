// How people start the executables: by name, with a shell, sourced, in the background. `npm test` builds first.
import {spawn, spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {executableNames} from '../../scripts/drop-in-executables.ts'
import {dropInNames} from '../../scripts/drop-in-tools.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-shells-'))
afterAll(() => rmSync(folder, {recursive: true}))
const bin = join(root, 'bin')
const env = {...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`}
const shells = ['sh', 'dash', 'bash', 'zsh'].filter((name) => spawnSync(name, ['-c', ':']).status === 0)
const executables = ['kafkit', ...dropInNames().flatMap(executableNames)]

function run(shell: string, line: string) {
  const {status, stdout, stderr} = spawnSync(shell, ['-c', line], {cwd: folder, env, encoding: 'utf8'})
  return {status, stdout, stderr}
}

describe.runIf(existsSync(join(root, 'dist/kafkit.cjs')) && process.platform !== 'win32')('executables', () => {
  /** Tools with the grammar of argparse4j have no --version, and some of them fail after --help. */
  const asked = (name: string) => {
    if (/kafka-(?:cluster|features|metadata-quorum|storage)/.test(name)) return '--help'
    if (/kafka-(?:producer-perf|verifiable)/.test(name)) return ''
    return name.startsWith('kafka-e2e') ? '--topic t --version' : '--version'
  }
  const version = (name: string) => untimed(run('sh', `${name} ${asked(name)}`))
  /** Without the warning of kafka-replica-verification, which says the time. */
  const untimed = <T extends {readonly stderr: string}>(all: T): T => ({
    ...all,
    stderr: all.stderr.replace(/^\[.*\] WARN This tool is deprecated .*\n/, ''),
  })

  describe.each(shells)('%s', (shell) => {
    test.each(executables)('%s runs as by its name', (name) => {
      // Apache's kafka-cluster ends with 1 after its help.
      expect(version(name)).toMatchObject({status: name.startsWith('kafka-cluster') ? 1 : 0, stderr: ''})
      const same = version(name)
      expect(untimed(run(shell, `${shell} ${bin}/${name} ${asked(name)}`))).toEqual(same)
      expect(untimed(run(shell, `cd ${bin} && ${shell} -eu ${name} ${asked(name)}`))).toEqual(same)
    })

    test('the exit code, standard input and words with blanks get through', () => {
      const {status, stderr} = run(shell, `${shell} ${bin}/kafka-topics.sh --list 'a b'`)
      expect({status, stderr}).toEqual(
        (({status: code, stderr: said}) => ({status: code, stderr: said}))(run('sh', "kafka-topics --list 'a b'")),
      )
      expect(status).toBe(1)
    })

    test('a link with another name runs', () => {
      symlinkSync(join(bin, 'kafka-topics.sh'), join(folder, `topics-${shell}`))
      expect(run(shell, `${shell} ./topics-${shell} --version`)).toEqual(version('kafka-topics'))
    })
  })

  test('source kafka-consumer-groups.sh runs it, and the script goes on with its variables', () => {
    const line = 'file=mine; source kafka-consumer-groups.sh --version; echo "$? $file"; source kafka-topics.sh --no 2>/dev/null; echo $?' // prettier-ignore
    expect(run('bash', line)).toEqual({status: 0, stdout: '4.3.1\n0 mine\n1\n', stderr: ''})
  })

  test('. kafka-topics.sh in a shell that cannot say what it sources', () => {
    // It passes no arguments on: help, and its exit code.
    const {status, stdout, stderr} = run('sh', '. kafka-topics.sh; echo $?')
    expect([status, stdout]).toEqual([0, '1\n'])
    expect(stderr).toContain('--bootstrap-server')
  })

  test('bash finds it on the PATH', () => {
    expect(run('bash', 'bash kafka-topics.sh --version')).toEqual(version('kafka-topics'))
  })

  test('where there is bun and no Node, bun runs it', () => {
    const fake = join(folder, 'fake')
    const line = `mkdir ${fake}; printf '#!/bin/sh\\necho bun "$@"\\n' > ${fake}/bun; chmod +x ${fake}/bun; PATH=${fake} /bin/sh ${bin}/kafkit --version`
    expect(run('sh', line).stdout).toBe(`bun ${bin}/kafkit --version\n`)
  })

  test.each(executables)('the kernel and npm still see a program of Node: %s', (name) => {
    expect(readFileSync(join(bin, name), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
  })

  describe('signals that were ignored when it started', () => {
    let broker: PracticeBroker
    beforeAll(async () => {
      broker = await startPracticeBroker()
    })
    afterAll(() => broker.close())

    /** What `kill` of a background job says that came of it: alive, or its exit code. */
    async function after(signal: string, shell: string, start: string): Promise<string> {
      const at = broker.bootstrapServers
      const line = `${start.replaceAll('@', at)} >/dev/null 2>said & job=$!
        until grep -q . said 2>/dev/null; do sleep 0.05; done
        kill -${signal} $job
        sleep 1
        if kill -0 $job 2>/dev/null; then echo alive; kill -TERM $job; fi
        wait $job
        echo $?`
      const child = spawn(shell, ['-c', line], {cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit']})
      let out = ''
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
      await new Promise((resolve) => child.once('close', resolve))
      rmSync(join(folder, 'said'), {force: true})
      return out.replaceAll('\n', ' ').trim()
    }
    const consumer = 'kafka-console-consumer.sh --bootstrap-server @ --topic t'
    const idle = 'kafkit groups export-metrics --listen 127.0.0.1:0 -b @'

    test.each([
      ['HUP', 'bash', `nohup ${consumer}`, 'alive 143'],
      ['HUP', 'bash', `nohup ${idle}`, 'alive 0'],
      ['HUP', 'sh', `nohup sh ${bin}/${consumer}`, 'alive 143'],
      ['HUP', 'sh', `sh ${bin}/${consumer}`, '129'],
      ['INT', 'sh', `sh ${bin}/${consumer}`, 'alive 143'],
      ['INT', 'sh', `sh ${bin}/${idle}`, 'alive 0'],
      ['INT', 'bash', `bash ${bin}/${consumer}`, 'alive 143'],
    ])('%s to %s -c "%s &": %s', async (signal, shell, line, expected) => {
      expect(await after(signal, shell, line)).toBe(expected)
    })
  })
})
