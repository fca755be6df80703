// Turns oclif's errors about a wrong command line into one sentence of kafkit's.
import {existsSync} from 'node:fs'
import {UsageError} from '../cluster/errors.ts'
import {listed} from '../text/listed.ts'

/** The part of the parser's state that oclif adds to its errors. */
interface ParseContext {
  readonly command: string
  /** Whether the command has a flag --file. */
  readonly takesFile: boolean
}

interface OclifError extends Error {
  readonly oclif: unknown
  readonly args?: readonly unknown[]
}

const isOclifError = (error: Error): error is OclifError => 'oclif' in error

/**
 * A UsageError that names the flag and the command with its help. Errors that are not about the command line are
 * returned unchanged.
 */
export function usageError(error: unknown, {command, takesFile}: ParseContext): unknown {
  if (!(error instanceof Error)) return error
  const [, flag, problem] = parsingFlag.exec(error.message) ?? []
  if (flag !== undefined && problem !== undefined && (error instanceof UsageError || isOclifError(error))) {
    return withHelp(`--${flag}: ${problem.trim()}`)
  }
  if (error instanceof UsageError) return withHelp(error.message)
  if (!isOclifError(error)) return error
  return withHelp(`${sentence(error)}${takesFile ? elsewhere(error) : ''}`, error)

  function withHelp(text: string, cause?: Error) {
    return new UsageError(`${text} (see ${command} --help)`, {cause})
  }
}

/** The text in which oclif wraps an error of a flag's own parse function. */
const parsingFlag = /^Parsing --(\S+) \n\t([\s\S]*)\nSee more help with --help$/

/** Users type `kafkit plan topics.yaml`. */
function elsewhere({constructor, args = []}: OclifError): string {
  const isFile = constructor.name === 'UnexpectedArgsError' && args.every((each) => existsSync(String(each)))
  return isFile ? '; give a file with --file' : ''
}

function sentence(error: OclifError): string {
  const text = error.message.replace(/\nSee more help with --help$/, '')
  switch (error.constructor.name) {
    case 'RequiredArgsError': {
      const names = (error.args as readonly {name: string}[]).map(({name}) => name.toUpperCase())
      return `${listed(names, 'and')} ${names.length === 1 ? 'is' : 'are'} missing`
    }
    case 'UnexpectedArgsError':
      return `unexpected argument ${listed(error.args?.map((each) => `'${String(each)}'`) ?? [], 'and')}`
    case 'FlagInvalidOptionError': {
      const [, flag, value, options] = /^Expected --([^=]+)=(.*) to be one of: (.*)$/s.exec(text) ?? []
      return flag === undefined ? text : `--${flag}: '${value}' is not one of ${options}`
    }
    case 'ArgInvalidOptionError': {
      const [, value, options] = /^Expected (.*) to be one of: (.*)$/s.exec(text) ?? []
      return value === undefined ? text : `'${value}' is not one of ${options}`
    }
    case 'FailedFlagValidationError':
    case 'ViolatedFlagConstraintError':
      return [
        ...new Set(
          text
            .split('\n')
            .slice(1)
            .map((line) => flagRule(line.trim())),
        ),
      ].join('; ')
  }
  return lowerFirst(text.replace(/^Flag (--\S+) expects/, '$1 expects').replace(/^Flag (--\S+) can/, '$1 can'))
}

/** oclif's sentences about flags that exclude or require each other. */
function flagRule(text: string): string {
  const required = /^Missing required flag (\S+)$/.exec(text)
  if (required) return `--${required[1]} is missing`
  const oneOf = /^Exactly one of the following must be provided: (.*)$/.exec(text)
  if (oneOf?.[1]) return `one of ${listed(oneOf[1].split(', '))} is needed`
  const dependsOn = /^All of the following must be provided when using (--\S+): (.*)$/.exec(text)
  if (dependsOn) return `${dependsOn[1]} can be used with ${dependsOn[2]} only`
  const exclusive = /^(--[^=\s]+)(?:=.*)? cannot also be provided when using (--\S+)$/s.exec(text)
  // Sorted, because each of the two flags reports the other.
  if (exclusive) return `${exclusive.slice(1).sort().join(' and ')} exclude each other`
  return lowerFirst(text)
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
