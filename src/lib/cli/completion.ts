// Scripts that complete kafkit in a shell, generated from the command definitions. They contain the commands and
// flags; for names of topics, groups, brokers and profiles they call `kafkit complete`.
import type {Config} from '@oclif/core/config'
import {aliases, entryOf, tree, type Entry, type Flag} from './completion-entries.ts'
import {powershell} from './completion-powershell.ts'

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const

export function completionScript(
  shell: (typeof shells)[number],
  {commands, topics}: Pick<Config, 'commands' | 'topics'>,
): string {
  const entries = commands
    .filter(({hidden}) => !hidden)
    .map(entryOf)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const texts = new Map(topics.map(({name, description}) => [name.replaceAll(':', ' '), description ?? '']))
  return {bash, zsh, fish, powershell}[shell](entries, texts)
}

function bash(entries: readonly Entry[]): string {
  const words = tree(entries)
  const cases = (lines: readonly string[]) => lines.map((line) => `    ${line}\n`).join('')
  const ids = (id: string) => {
    const [first = '', ...rest] = id.split(' ')
    return [first, ...aliases(first)].map((name) => `"${[name, ...rest].join(' ')}"`).join('|')
  }
  const valued = entries.flatMap(({id, flags}) =>
    flags
      .filter(({takesValue}) => takesValue)
      .map(({name, char, values, file, names}) => {
        const [first = '', ...rest] = id.split(' ')
        const patterns = [first, ...aliases(first)]
          .flatMap((alias) =>
            [`--${name}`, ...(char === undefined ? [] : [`-${char}`])].map((flag) => [alias, ...rest, flag].join(' ')),
          )
          .map((text) => `"${text}"`)
        return `${patterns.join('|')}) ${file ? '_kafkit_files' : names ? `_kafkit_names ${names}` : `_kafkit_words "${values.join(' ')}"`}; return ;;`
      }),
  )
  return `# bash completion of kafkit
_kafkit_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
_kafkit_files() { compopt -o default 2>/dev/null; COMPREPLY=(); }
# Names come from a cluster and are never expanded: a group may be called $(reboot).
_kafkit_names() {
  local name typed=\${COMP_LINE:0:COMP_POINT}
  COMPREPLY=()
  while IFS= read -r name; do
    # bash cuts words at "=".
    [[ $typed == *--*=* && $name == --*=* && $cur != --* ]] && name=\${name#--*=}
    [[ $name == *[!a-zA-Z0-9._/,=@+-]* ]] && name=$(printf %q "$name")
    COMPREPLY+=("$name")
  done < <(command kafkit complete "$1" "$typed" 2>/dev/null </dev/null)
  [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
}
_kafkit() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} first=2
  # bash cuts words at "=": --output=json is three of them.
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  if ((COMP_CWORD == 1)); then _kafkit_words "${[...words.keys(), '--help', '--version'].join(' ')}"; return; fi
  case $command in
    ${[...words]
      .filter(([, verbs]) => verbs.length > 0)
      .map(
        ([first, verbs]) =>
          `${[first, ...aliases(first)].join('|')}) if ((COMP_CWORD == 2)); then _kafkit_words "${verbs.join(' ')} --help"; return; fi; command="$command \${COMP_WORDS[2]}" first=3 ;;`,
      )
      .join('\n    ')}
  esac
  case "$command $prev" in
${cases(valued)}  esac
  case $command in
${cases(
  entries.map(({id, flags, values, file, names: kind}) => {
    const names = flags.map(({name}) => `--${name}`).join(' ')
    const other = file
      ? '_kafkit_files'
      : kind
        ? `_kafkit_names ${kind}`
        : values.length > 0
          ? `((COMP_CWORD > first)) || _kafkit_words "${values.join(' ')}"`
          : ':'
    return `${ids(id)}) if [[ $cur == -* ]]; then _kafkit_words "${names}"; else ${other}; fi ;;`
  }),
)}  esac
}
complete -F _kafkit kafkit
`
}

function zsh(entries: readonly Entry[], topics: ReadonlyMap<string, string>): string {
  const text = (value: string) =>
    value
      .replaceAll(/[[\]:\\]/g, '\\$&')
      .replaceAll("'", "'\\''")
      .replaceAll('\n', ' ')
  const described = (name: string, summary: string) => `'${name}:${text(summary)}'`
  const words = tree(entries)
  const summaryOf = (id: string) => entries.find((entry) => entry.id === id)?.summary ?? topics.get(id) ?? ''
  const argument = ({name, char, summary, takesValue, values, file, names}: Flag) => {
    const value = !takesValue
      ? ''
      : `:${name}:${file ? '_files' : names ? `_kafkit_names ${names}` : values.length > 0 ? `(${values.join(' ')})` : ' '}`
    const rest = `[${text(summary)}]${value}`
    const long = takesValue ? `--${name}=` : `--${name}`
    const repeat = takesValue ? '*' : ''
    return char === undefined
      ? `'${repeat}${long}${rest}'`
      : `${repeat ? `'${repeat}'` : ''}{-${char},${long}}'${rest}'`
  }
  const branch = ({id, flags, values, file, names: kind}: Entry) => {
    const rest =
      values.length > 0
        ? `'1:value:(${values.join(' ')})'`
        : file
          ? "'*:file:_files'"
          : `'*:name:${kind ? `_kafkit_names ${kind}` : ' '}'`
    const [first = '', ...more] = id.split(' ')
    const names = [first, ...aliases(first)].map((name) => `'${[name, ...more].join(' ')}'`).join('|')
    return `    ${names}) _arguments -S : ${[...flags.map(argument), rest].join(' \\\n      ')} ;;`
  }
  const topicBranch = ([first, verbs]: readonly [string, readonly string[]]) =>
    `    ${[first, ...aliases(first)].join('|')})
      if ((CURRENT == 3)); then
        verbs=(${verbs.map((verb) => described(verb, summaryOf(`${first} ${verb}`))).join(' ')})
        _describe command verbs; return
      fi
      command="$command $words[3]"; shift words; ((CURRENT--)) ;;`
  return `#compdef kafkit
# zsh completion of kafkit
_kafkit_names() {
  # _arguments puts options of compadd in front of the kind.
  local kind=$@[-1]
  local -a names
  names=("\${(@f)$(command kafkit complete $kind "$LBUFFER" 2>/dev/null </dev/null)}")
  compset -P '--*='; compset -P '*,'
  names=("\${(@)names##(--*=|)(*,|)}")
  [[ $kind == topic-configs ]] && compadd "\${(@)@[1,-2]}" -S '' -a names || compadd "\${(@)@[1,-2]}" -a names
}
_kafkit() {
  local command=$words[2]
  local -a verbs
  if ((CURRENT == 2)); then
    verbs=(${[...words.keys()].map((first) => described(first, summaryOf(first))).join(' ')})
    _describe command verbs; return
  fi
  case $command in
${[...words]
  .filter(([, verbs]) => verbs.length > 0)
  .map(topicBranch)
  .join('\n')}
  esac
  shift words; ((CURRENT--))
  case $command in
${entries.map(branch).join('\n')}
  esac
}
# As a file of $fpath this is the function; sourced, it has to be registered.
if [[ $funcstack[1] == _kafkit ]]; then _kafkit "$@"; else compdef _kafkit kafkit; fi
`
}

function fish(entries: readonly Entry[], topics: ReadonlyMap<string, string>): string {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', ' ')}'`
  const words = tree(entries)
  const summaryOf = (id: string) => entries.find((entry) => entry.id === id)?.summary ?? topics.get(id) ?? ''
  const seen = (id: string) => {
    const [first = '', second] = id.split(' ')
    const names = [first, ...aliases(first)].join(' ')
    return `__fish_seen_subcommand_from ${names}${second === undefined ? '' : `; and __fish_seen_subcommand_from ${second}`}`
  }
  const lines = [
    '# fish completion of kafkit',
    'complete -c kafkit -f',
    'function __kafkit_names; command kafkit complete $argv[1] (commandline -cp | string collect) 2>/dev/null </dev/null; end',
    ...[...words.keys()].map(
      (first) => `complete -c kafkit -n __fish_use_subcommand -a ${first} -d ${quoted(summaryOf(first))}`,
    ),
    ...[...words].flatMap(([first, verbs]) =>
      verbs.map((verb) => {
        const condition = `${seen(first)}; and not __fish_seen_subcommand_from ${verbs.join(' ')}`
        return `complete -c kafkit -n ${quoted(condition)} -a ${verb} -d ${quoted(summaryOf(`${first} ${verb}`))}`
      }),
    ),
    ...entries.flatMap(({id, flags, values, file: takesFile, names: kind}) => [
      ...flags.map(({name, char, summary, takesValue, values: choices, file, names}) =>
        [
          `complete -c kafkit -n ${quoted(seen(id))} -l ${name}`,
          ...(char === undefined ? [] : [`-s ${char}`]),
          ...(takesValue
            ? [
                file
                  ? '-r -F'
                  : names
                    ? `-x -a '(__kafkit_names ${names})'`
                    : choices.length > 0
                      ? `-x -a ${quoted(choices.join(' '))}`
                      : '-x',
              ]
            : []),
          `-d ${quoted(summary)}`,
        ].join(' '),
      ),
      ...(values.length > 0 ? [`complete -c kafkit -n ${quoted(seen(id))} -a ${quoted(values.join(' '))}`] : []),
      ...(kind ? [`complete -c kafkit -n ${quoted(seen(id))} -a '(__kafkit_names ${kind})'`] : []),
      ...(takesFile ? [`complete -c kafkit -n ${quoted(seen(id))} -F`] : []),
    ]),
  ]
  return `${lines.join('\n')}\n`
}
