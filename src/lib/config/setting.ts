// A setting: its name, its value, and where it was set.

export type Source =
  | {readonly from: 'default'}
  | {
      readonly from: 'profile'
      readonly profile: string
      readonly file: string
      readonly line: number
      /**
       * Set in a project's file, which another user may have written: it must not run commands or read other folders.
       */
      readonly project?: true
    }
  | {readonly from: 'environment'; readonly variable: string}
  /** `line` is 0 for a module, whose settings have no line. */
  | {readonly from: 'file'; readonly file: string; readonly line: number; readonly project?: true}
  | {readonly from: 'flag'; readonly flag: string}
  | {readonly from: 'sandbox'; readonly name: string}

/** A setting with its Java name and its unparsed text. */
export interface Setting {
  readonly name: string
  readonly value: string
  readonly source: Source
}

/**
 * The source for messages: `profile prod (/home/me/.config/kafkit/config.yaml:7)`, `KAFKIT_ACKS`,
 * `client.properties:3`, `--timeout`.
 */
export function sourceText(source: Source): string {
  switch (source.from) {
    case 'default':
      return 'default'
    case 'profile':
      return `profile ${source.profile} (${place(source)})`
    case 'environment':
      return source.variable
    case 'file':
      return place(source)
    case 'flag':
      return source.flag
    case 'sandbox':
      return `sandbox ${source.name}`
  }
}

const place = ({file, line}: {readonly file: string; readonly line: number}) => (line > 0 ? `${file}:${line}` : file)
