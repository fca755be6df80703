// The work of a day, done by an installed kafkit that has no Kafka: a sandbox in memory, a topic, records there and back, a
// group and its lag, a drop-in.
import {spawn} from 'node:child_process'
import {expect} from 'vitest'

export interface Ran {
  readonly out: string
  readonly err: string
  readonly code: number | null
}

/** Not spawnSync: what serves the child may be in this process. */
export async function runProgram(
  command: readonly string[],
  {env, cwd, stdin}: {env: Readonly<Record<string, string>>; cwd?: string | undefined; stdin?: string | undefined},
): Promise<Ran> {
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    ...(cwd === undefined ? {} : {cwd}),
    env,
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout?.on('data', (chunk) => (out += String(chunk)))
  child.stderr?.on('data', (chunk) => (err += String(chunk)))
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(stdin)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return {out, err, code}
}

/** How kafkit and the drop-ins are started there, with the words behind them. */
export type Start = (words: readonly string[], stdin?: string) => Promise<Ran>

/** `kafkaTopics` is the drop-in as it is installed there. The sandboxes' folder must be its own. */
export async function doTheJob(kafkit: Start, kafkaTopics: Start): Promise<void> {
  const fine = async (words: string, stdin?: string) => {
    const ran = await kafkit(words.split(' '), stdin)
    expect(ran.code, `${words}: ${ran.err}`).toBe(0)
    return ran.out
  }
  const at = /\S+:\d+/.exec(await fine('sandbox start --engine memory -o template={address}'))?.[0] ?? ''
  try {
    expect(at).not.toBe('')
    await fine('topics create orders --partitions 3')
    const lines = Array.from({length: 5000}, (_, i) => `order ${i}, gr\u00fcn`)
    await fine('produce orders -q --compression lz4', `${lines.join('\n')}\n`)
    const back = await fine('consume orders --from-beginning --until-end -q')
    expect(back.trimEnd().split('\n').toSorted()).toEqual(lines.toSorted())
    await fine('consume orders --group readers --from-beginning -n 2000 -q')
    const {groups} = JSON.parse(await fine('groups describe readers -o json')) as {groups: {totalLag: number}[]}
    expect(groups.map(({totalLag}) => totalLag)).toEqual([3000])
    const described = await kafkaTopics(['--bootstrap-server', at, '--describe', '--topic', 'orders'])
    expect(described).toMatchObject({code: 0, err: ''})
    expect(described.out).toMatch(/^Topic: orders\tTopicId: \S+\tPartitionCount: 3\t/)
    expect((await kafkaTopics(['--bootstrap-server', at, '--describe', '--topic', 'none'])).code).toBe(1)
  } finally {
    await fine('sandbox stop')
  }
}
