// franz-go's kfake: Kafka's protocol, implemented independently of Apache's. Built once per machine if Go is
// installed.
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {describe} from 'vitest'
import {goProgram, hasGo} from './go-program.ts'

if (!hasGo) console.warn('SKIPPED, what runs against kfake: there is no Go on this machine to build it with')

/** `describe`, or a reported skip on a machine without Go. */
export const describeWithKfake = describe.skipIf(!hasGo)

export interface Kfake {
  readonly bootstrapServers: string
  close(): Promise<void>
}

/** Three brokers, which end with this process. */
export async function startKfake(): Promise<Kfake> {
  const child = spawn(await goProgram('kfake'), {stdio: ['pipe', 'pipe', 'inherit']})
  const [line] = (await Promise.race([once(child.stdout, 'data'), failed(child)])) as [Buffer]
  return {
    bootstrapServers: line.toString().trim(),
    async close() {
      const ended = once(child, 'exit')
      child.stdin.end()
      await ended
    },
  }
}

async function failed(child: ReturnType<typeof spawn>): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number]
  throw new Error(`kfake ended with ${code}`)
}
