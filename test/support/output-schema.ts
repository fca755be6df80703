// Compares JSON that a command printed with its published schema, using an independent validator.
import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {root} from '../../scripts/command-files.ts'
import {otherNames} from '../../src/lib/cli/names.ts'

type Check = (value: unknown) => string | undefined

const checks = new Map<string, Promise<Check>>()

/** Throws if stdout of this command line does not match schemas/; other formats and commands pass. */
export async function checkOutput(argv: readonly string[], out: string): Promise<void> {
  const format = formatOf(argv)
  if (out === '' || (format !== 'json' && format !== 'jsonl') || argv.includes('--export')) return
  const [first = '', second = ''] = argv
  const file = [`${otherNames[first] ?? first}-${second}`, first]
    .flatMap((id) => (format === 'jsonl' ? [`${id}.row.json`] : [`${id}.json`, `${id}.row.json`]))
    .map((name) => join(root, 'schemas', name))
    .find((each) => existsSync(each))
  if (file === undefined) return
  const texts = file.endsWith('.row.json') ? out.trimEnd().split('\n') : [out]
  // With --columns, a row has only some of its fields.
  const partial = argv.some((word) => word.startsWith('--columns'))
  const check = await checkFor(file, partial)
  for (const text of texts) {
    const problem = check(JSON.parse(text))
    if (problem !== undefined)
      throw new Error(`${argv.join(' ')} printed what ${file} does not say: ${problem}\n${text}`)
  }
}

function formatOf(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((word) => word === '-o' || word === '--output')
  if (at >= 0) return argv[at + 1]
  return argv.find((word) => /^(--output=|-o.)/.test(word))?.replace(/^(--output=|-o=?)/, '')
}

function checkFor(file: string, partial: boolean): Promise<Check> {
  const key = `${file} ${partial}`
  const known = checks.get(key)
  if (known) return known
  const made = compile(file, partial)
  checks.set(key, made)
  return made
}

async function compile(file: string, partial: boolean): Promise<Check> {
  const {Ajv2020} = await import('ajv/dist/2020.js')
  const schema: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const validate = new Ajv2020({allErrors: true, allowUnionTypes: true}).compile(strict(schema, partial) as object)
  return (value) => (validate(value) ? undefined : JSON.stringify(validate.errors, null, 2))
}

/** A published schema allows additional fields; here, an undeclared one is a mistake. */
function strict(schema: unknown, partial: boolean): unknown {
  if (Array.isArray(schema)) return schema.map((each) => strict(each, partial))
  if (typeof schema !== 'object' || schema === null) return schema
  const inside = Object.fromEntries(
    Object.entries(schema)
      .filter(([name]) => !(partial && name === 'required'))
      .map(([name, value]) => [name, strict(value, partial)]),
  )
  return inside['type'] === 'object' && 'properties' in inside ? {...inside, additionalProperties: false} : inside
}
