// The commands on a page of documentation.

export interface PageCommand {
  /** As a shell takes it, without the comment after it. */
  readonly line: string
  /** From `# exits with N` after it, otherwise 0. */
  readonly code: number
}

/** A fence: its language and its commands, which run in the same shell. */
export interface PageBlock {
  readonly heading: string
  readonly language: string
  readonly commands: readonly PageCommand[]
}

/**
 * Blocks of `sh`, the commands of a `crontab`, `command:` and `run:` of `yaml`, and a `nagios` command as its service
 * calls it.
 */
export function pageBlocks(page: string): PageBlock[] {
  let heading = ''
  const blocks: PageBlock[] = []
  for (const [, title, language, text] of page.matchAll(/^#+ (.*)$|^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title
    else if (language !== undefined && text !== undefined)
      blocks.push({heading, language, commands: linesOf(language, text).map(asCommand)})
  }
  return blocks
}

function linesOf(language: string, text: string): string[] {
  const lines = text.replaceAll('\\\n', ' ').split('\n')
  switch (language) {
    case 'sh':
      return lines.filter((line) => line.trim() !== '')
    case 'crontab':
      return lines.flatMap((line) => /^(?:\S+\s+){5}(.*)$/.exec(line)?.[1] ?? [])
    case 'yaml':
      return lines.flatMap((line) => {
        const array = /^\s*command: (\[.*\])$/.exec(line)?.[1]
        if (array) return (JSON.parse(array.replaceAll("'", '"')) as string[]).join(' ')
        return /^\s*- run: (.*)$/.exec(line)?.[1] ?? []
      })
    case 'nagios': {
      const command = /command_line\s+(.*)/.exec(text)?.[1] ?? ''
      const values = (/check_command\s+(.*)/.exec(text)?.[1] ?? '').split('!')
      return [command.replaceAll(/\$ARG(\d)\$/g, (_, n: string) => values[Number(n)] ?? '')]
    }
    default:
      return []
  }
}

function asCommand(text: string): PageCommand {
  const [, line = text, remark] = /^(.*?)\s+# (.*)$/.exec(text) ?? []
  const code = /exits with (\d+)/.exec(remark ?? '')?.[1]
  return {line: line.trim(), code: Number(code ?? 0)}
}
