// What stands in cases for ports, ids and folders of the cluster at hand.
import type {ParityCase} from './case-file.ts'
import {shellWords} from './words.ts'

export interface Words {
  readonly words: readonly string[]
  /** `< file` and `> file`. */
  readonly input: string | undefined
  readonly output: string | undefined
}

export class Placeholders {
  /** BS, BS1 … BS4, SASL, CTL, DEAD, CID, LOG1 … LOG4, LOG3b, DIRID. */
  readonly values: Map<string, string>
  readonly topicIds = new Map<string, string>()
  /** Secrets of delegation tokens in base64, by the name of their owner. */
  readonly hmacs = new Map<string, string>()

  constructor(values: Readonly<Record<string, string>>) {
    this.values = new Map(Object.entries(values))
  }

  expand(text: string, {prefix}: Pick<ParityCase, 'prefix'>): string {
    const pattern =
      /\$(?:\{P\}|(BS[1-4]?|CTL|DEAD|CID|TID\{[^}]*\}|HMAC\{[^}]*\}|LOG[1-4]b?|DIRID|SASL|P)(?![A-Za-z0-9_]))/g
    return text.replaceAll(pattern, (_, name: string | undefined) => {
      if (name === undefined || name === 'P') return prefix
      if (name.startsWith('TID{')) return this.topicIds.get(name.slice(4, -1).replace('$P', prefix)) ?? '?'
      if (name.startsWith('HMAC{')) return this.hmacs.get(name.slice(5, -1)) ?? '?'
      return this.values.get(name) ?? `no ${name} here`
    })
  }

  /** Words of a line; `@` is --bootstrap-server with the first broker. */
  split(line: string, one: Pick<ParityCase, 'prefix'>): Words {
    const all = shellWords(this.expand(line, one))
    const words: string[] = []
    let [input, output]: (string | undefined)[] = []
    for (let at = 0; at < all.length; at++) {
      const word = all[at] ?? ''
      const next = all[at + 1]
      if (word === '@') words.push('--bootstrap-server', this.values.get('BS') ?? '127.0.0.1:9')
      else if (word === '>' && next !== undefined) output = all[++at]
      else if (word === '<' && next !== undefined) input = all[++at]
      else words.push(word)
    }
    return {words, input, output}
  }
}
