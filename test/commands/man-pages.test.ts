import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {commandFiles, root} from '../../scripts/command-files.ts'
import {loadDropIns} from '../../scripts/drop-in-tools.ts'
import {manPages} from '../../scripts/man-pages.ts'

const folder = join(root, 'man')
const pages = await manPages()

test('man/ is what the commands say; if not: node scripts/man-pages.ts', () => {
  const committed = readdirSync(folder)
  expect(committed.toSorted()).toEqual([...pages.keys()].toSorted())
  for (const [name, text] of pages) expect(readFileSync(join(folder, name), 'utf8'), name).toBe(text)
})

test('every command has a page, with a name section and an example', () => {
  // Hidden, because shells start it and not people.
  expect(pages.has('kafkit-complete.1')).toBe(false)
  for (const {id} of commandFiles().filter((command) => command.id !== 'complete')) {
    const text = pages.get(`kafkit-${id.replaceAll(' ', '-')}.1`)
    expect(text, id).toMatch(/^\.SH NAME\nkafkit\\-/m)
    expect(text, id).toMatch(/^\.SH EXAMPLES$/m)
  }
})

test('every drop-in has a page, with each of its options', async () => {
  const tools = await loadDropIns()
  expect(tools.length).toBeGreaterThan(3)
  for (const {name, options} of tools) {
    const text = pages.get(`${name}.1`)
    for (const option of Object.keys(options))
      expect(text, name).toContain(`\n\\fB\\-\\-${option.replaceAll('-', '\\-')}\\fR`)
    for (const section of ['NAME', 'SYNOPSIS', 'EXIT STATUS', 'EXAMPLES', 'SEE ALSO'])
      expect(text, name).toContain(`\n.SH ${section}\n`)
  }
})

test('nothing that roff would take for a command of its own, and only ASCII', () => {
  for (const [name, text] of pages) {
    const requests = text.match(/^[.'].*/gm) ?? []
    expect(
      requests.filter((line) => !/^\.(TH|SH|SS|TP|PP|RS|RE|nf|fi)\b/.test(line)),
      name,
    ).toEqual([])
    expect(text, name).toMatch(/^[\n\x20-\x7e]*$/)
  }
})
