// What the program does never depends on the words of its own sentences: they may be reworded. Foreign texts, of software
// that gives no codes, are listed with the reason.
import {globSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {messageUses} from '../support/message-uses.ts'

const root = join(import.meta.dirname, '../..')

/** File → whose texts it looks into, and where. */
const foreign: Readonly<Record<string, {readonly whose: string; readonly uses: readonly string[]}>> = {
  'src/lib/cli/flags.ts': {
    whose: 'V8 repeats the pattern in front of what is wrong with a regular expression, and there is no other property',
    uses: ["(error as Error).message.replace(/^.*: /s, '')"],
  },
  'src/lib/provisioning/apply/requests.ts': {
    whose: 'sentences of brokers, which do not always name the config that they refuse',
    uses: ['error.message.includes(name)'],
  },
  'src/lib/records/consume/where.ts': {
    whose: 'as in cli/flags.ts',
    uses: ["(error as Error).message.replace(/^.*: /s, '')"],
  },
  'src/lib/apache/kafka-transactions/failure.ts': {
    whose: "texts of Apache's exceptions: some end with a full stop, which the tool takes away",
    uses: ["message.replace(/\\.$/, '')"],
  },
  'src/lib/text/name-selector.ts': {
    whose: 'as in cli/flags.ts',
    uses: ["(error as Error).message.replace(/^.*: /s, '')"],
  },
  'src/lib/cli/parse-errors.ts': {
    whose: 'oclif wraps what a flag says in a text of its own',
    uses: ['parsingFlag.exec(error.message)', "error.message.replace(/\\nSee more help with --help$/, '')"],
  },
  'src/lib/cluster/proxy.ts': {
    whose: 'the package socks has no codes',
    uses: [
      '/rejected connection - (\\w+)/.exec(message)',
      '/Authentication failed/.test(message)',
      '/no accepted authentication/i.test(message)',
      '/Socket closed|ECONNRESET/.test(message)',
    ],
  },
  'src/lib/cluster/sasl/gssapi.ts': {
    whose: "MIT's Kerberos library reaches us as text only",
    uses: [
      '/No credentials cache|No Kerberos credentials|Credentials cache/i.test(message)',
      '/expired/i.test(message)',
      '/Server .*not found in Kerberos database/i.test(message)',
    ],
  },
  'src/lib/cluster/sasl/mechanism.ts': {
    whose: "the broker's refusal: the mechanism is added where it does not name it",
    uses: ['refusal.includes(name)'],
  },
  'src/lib/cluster/tls/errors.ts': {
    whose:
      'OpenSSL and Node: the number and the name of a TLS alert, and a close in the middle, are in their texts only',
    uses: [
      '/SSL alert number (\\d+)/.exec(message)',
      '/before secure TLS connection/.test(message)',
      '/error:10([\\da-f]{6}):SSL/.exec(message)',
      '/alert[ _]([a-z _]+?)(?::|$)/i.exec(message)',
    ],
  },
  'src/lib/config/kafkajs-config.ts': {
    whose: 'V8 says the line of a mistake in JSON in its text only',
    uses: ['/line (\\d+)/.exec((error as Error).message)'],
  },
  'src/lib/config/registry-settings.ts': {
    whose: "names of properties, which stand with the registry's prefix in its files",
    uses: ['error.message.replaceAll(/(?<![.\\w])ssl\\./g, `${prefix}ssl.`)'],
  },
  'src/lib/http/errors.ts': {
    whose: 'as in cluster/tls/errors.ts; Node names a connection that was cut in its text only',
    uses: ["message === 'aborted'", "message.replace(/^.*altnames: /i, '')"],
  },
  'src/lib/provisioning/parse.ts': {
    whose: 'as in config/profile-yaml.ts',
    uses: ["text.split('\\n', 1)"],
  },
  'src/lib/views/provisioning/github.ts': {
    whose: 'no sentence is looked into: any text is written as a workflow command wants it',
    uses: [
      "text.replaceAll('%', '%25')",
      "text.replaceAll('%', '%25').replaceAll('\\r', '%0D')",
      "text.replaceAll('%', '%25').replaceAll('\\r', '%0D').replaceAll('\\n', '%0A')",
    ],
  },
  'src/lib/views/provisioning/markdown.ts': {
    whose: 'no sentence is looked into: any text is written as Markdown wants it',
    uses: [
      'text.replaceAll(/[\\\\`*_{}[\\]<>|#]/g, (mark) => `&#${mark.codePointAt(0) ?? 0};`)',
      "text.replaceAll(/[\\\\`*_{}[\\]<>|#]/g, (mark) => `&#${mark.codePointAt(0) ?? 0};`).replaceAll(/\\s+/g, ' ')",
    ],
  },
  'src/lib/config/profile-yaml.ts': {
    whose: 'the package yaml shows an extract of the file below its first line',
    uses: ["text.split('\\n', 1)"],
  },
  'src/lib/config/sasl-plugin.ts': {
    whose: 'Node shows a stack of requires below its first line',
    uses: ["error.message.split('\\n')"],
  },
  'src/lib/errors/output-failed.ts': {
    whose: 'Node writes code and system call around the text of the operating system',
    uses: ["/^[A-Z0-9]+: (.*?), [a-z]+( '.*')?$/s.exec(message)"],
  },
}

test("no code decides by the text of kafkit's messages", () => {
  const files = globSync(['src/**/*.ts', 'bin/*.js'], {cwd: root})
  expect(files.length).toBeGreaterThan(400)
  const found = files.flatMap((file) => {
    // A finding's details are sentences, too.
    const more = file.startsWith('src/lib/doctor/') ? ['text', 'summary'] : []
    return messageUses(readFileSync(join(root, file), 'utf8'), file, more).map((use) => `${file}: ${use}`)
  })
  const allowed = Object.entries(foreign).flatMap(([file, {uses}]) => uses.map((use) => `${file}: ${use}`))
  expect(found.toSorted()).toEqual(allowed.toSorted())
})

test.each([
  ['if (/refused/.test(error.message)) retry()', ['/refused/.test(error.message)']],
  ["if ((error as Error).message.startsWith('cannot')) retry()", ["(error as Error).message.startsWith('cannot')"]],
  ["const {message: said} = error; said.replace('; .*', '')", ["said.replace('; .*', '')"]],
  ["const text = error?.message ?? ''; if (said.includes(text)) skip()", ['said.includes(text)']],
  ['hintFor(error.message); function hintFor(text) { return /TLS/.exec(text) }', ['/TLS/.exec(text)']],
  ["const hintFor = (text) => other(text), other = (t) => t.includes('x'); hintFor(e.message)", ["t.includes('x')"]],
  ["function f({message}) { return message === 'gone' }", ["message === 'gone'"]],
  ["switch (error.message) { case 'gone': break }", ['error.message']],
])('the check finds: %s', (source, uses) => expect(messageUses(source, 'some.ts')).toEqual(uses))

test.each([
  'say(`it failed: ${error.message}`)',
  "if (error.reason === 'refused') retry()",
  'function f({message}) { return message } function g(message: Buffer) { return message.slice(1) }',
  'if (failure.message !== last) say(failure.message)',
])('the check allows: %s', (source) => expect(messageUses(source, 'some.ts')).toEqual([]))
