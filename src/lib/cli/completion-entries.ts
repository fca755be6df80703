// What a shell's completion script needs to know about commands and flags, and where their values come from.
import type {Config} from '@oclif/core/config'
import {otherNames} from './names.ts'
import {outputFormats} from './output.ts'

export interface Entry {
  /** `topics list` */
  readonly id: string
  readonly summary: string
  readonly flags: readonly Flag[]
  /** Values of the first argument, if they are known. */
  readonly values: readonly string[]
  /** Whether one of its arguments is a file. */
  readonly file: boolean
  /** Its arguments are names of this kind (src/commands/complete.ts). */
  readonly names: string | undefined
}
export interface Flag {
  readonly name: string
  readonly char: string | undefined
  readonly summary: string
  readonly takesValue: boolean
  readonly values: readonly string[]
  /** Whether the value is a file. */
  readonly file: boolean
  /** The kind of names that the value is, or that it lists with commas. */
  readonly names: string | undefined
}

/** The part of a command that the scripts know. */
export function entryOf(command: Config['commands'][number]): Entry {
  const flags = Object.values(command.flags)
    .filter(({hidden}) => !hidden)
    .flatMap((flag): Flag[] => {
      const common = {
        name: flag.name,
        char: flag.char,
        summary: flag.summary ?? flag.description ?? '',
        takesValue: flag.type === 'option',
        values: flag.type === 'option' ? [...(flag.options ?? (isFormat(flag) ? outputFormats : []))] : [],
        file: flag.type === 'option' && String(flag.helpValue) === 'FILE',
        names: flag.type === 'option' ? namesOfFlag(command.id, flag.name, String(flag.helpValue)) : undefined,
      }
      const negated =
        flag.type === 'boolean' && flag.allowNo ? [{...common, name: `no-${flag.name}`, char: undefined}] : []
      return [common, ...negated]
    })
  const help = {
    name: 'help',
    char: 'h',
    summary: 'show help',
    takesValue: false,
    values: [],
    file: false,
    names: undefined,
  }
  const [first] = Object.values(command.args)
  return {
    id: command.id.replaceAll(':', ' '),
    summary: command.summary ?? '',
    flags: [...flags, help],
    values: [...((first?.options as readonly string[] | undefined) ?? [])],
    file: 'file' in command.args,
    names: first && namesOfArgument(command.id, first.name),
  }
}

function namesOfFlag(id: string, name: string, value: string): string | undefined {
  if (['profile', 'profile-b', 'confirm-cluster'].includes(name)) return 'profiles'
  if (name === 'topics' || value.startsWith('TOPIC')) return 'topics'
  if (value === 'GROUP') return 'groups'
  if (/^(?:brokers?|led-by|on-broker|drain|to)$/.test(name) && value.startsWith('ID')) return 'brokers'
  return id.startsWith('topics:') && name.endsWith('config') && value.startsWith('NAME=') ? 'topic-configs' : undefined
}

/** Something that is about to be created has no name to complete. */
function namesOfArgument(id: string, name: string): string | undefined {
  if (id === 'topics:create' || id === 'profile:add') return undefined
  if (id.startsWith('configs:') && /^(?:what|a|b)$/.test(name)) return 'config-resources'
  const kinds: Readonly<Record<string, string>> = {
    topic: 'topics',
    group: 'groups',
    broker: 'brokers',
    brokers: 'brokers',
    profile: 'profiles',
  }
  return kinds[name]
}

/** The flag of reportFlags, recognized by its value: it has no fixed options, because it also takes templates. */
const isFormat = ({name, helpValue}: {name: string; helpValue?: unknown}) => name === 'output' && helpValue === 'FORMAT'

/** The first words of commands; for groups of commands, with the words that may follow. */
export function tree(entries: readonly Entry[]): Map<string, string[]> {
  const result = new Map<string, string[]>()
  for (const {id} of entries) {
    const [first = '', second] = id.split(' ')
    result.set(first, [...(result.get(first) ?? []), ...(second === undefined ? [] : [second])])
  }
  return result
}

export const aliases = (first: string) => Object.keys(otherNames).filter((name) => otherNames[name] === first)
