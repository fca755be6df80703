// Runs fixture.txt, line by line, on a fresh cluster.
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {ParityCluster} from './cluster.ts'
import type {Oracle} from './oracle.ts'
import {Placeholders} from './placeholders.ts'
import {toolClasses} from './tool-classes.ts'
import {unescaped} from './words.ts'

export async function prepare(cluster: ParityCluster, oracle: Oracle): Promise<Placeholders> {
  oracle.bootstrap = cluster.bootstrap
  oracle.sasl = cluster.sasl
  const placeholders = new Placeholders(cluster.placeholders)
  for (const line of readFileSync(join(import.meta.dirname, 'fixture.txt'), 'utf8').split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const {words} = placeholders.split(line, {prefix: 'fx'})
    const [verb = '', ...rest] = words
    if (verb === 'stop-broker') await cluster.stopBroker(Number(rest[0]))
    else if (verb in toolClasses) {
      const {exit, stdout, stderr} = await oracle.tool({words})
      if (exit !== 0) throw new Error(`fixture: ${line}: ${stdout.toString()}${stderr.toString()}`)
    } else await oracle.verb(words.map((word) => unescaped(word).toString()))
  }
  await readTopicIds(oracle, placeholders)
  placeholders.values.set('DIRID', await oracle.verb(['directoryid']))
  return placeholders
}

export async function readTopicIds(oracle: Oracle, placeholders: Placeholders): Promise<void> {
  for (const line of (await oracle.verb(['topicids'])).split('\n')) {
    const [name, id] = line.split('=')
    if (name && id) placeholders.topicIds.set(name, id)
  }
}

/** Tokens of users, for `$HMAC{alice}`. */
export async function readTokens(oracle: Oracle, placeholders: Placeholders): Promise<void> {
  for (const line of (await oracle.verb(['tokens'])).split('\n')) {
    const [owner, hmac] = line.split(' ')
    if (owner && hmac) placeholders.hmacs.set(owner, hmac)
  }
}
