// The pages of the repository point at things that are there.
import {existsSync, readFileSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {expect, test} from 'vitest'
import {trackedFiles} from '../support/tracked-files.ts'
import {root} from '../../scripts/command-files.ts'

const pages = trackedFiles().filter((path) => path.endsWith('.md'))

test('the pages are found', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/README.md', 'bench/README.md']))
})

/** `../../security` leads out of the files, to the repository on GitHub. */
const isOutside = (path: string) => !resolve(path).startsWith(root)

test.each(pages)('%s: every link within the repository leads to a file or a heading', (page) => {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/^```.*?^```$/gms, '')
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(
    ([, inline, below]) => inline ?? below ?? '',
  )
  const broken = links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false
    const [path = '', heading] = link.split('#')
    const target = join(root, dirname(page), path)
    if (path !== '' && (isOutside(target) || !existsSync(target))) return !isOutside(target)
    return heading !== undefined && !headings(path === '' ? join(root, page) : target).includes(heading)
  })
  expect(broken).toEqual([])
})

/** As GitHub makes anchors of them. */
const headings = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )

test('every path that a page for contributors names in full is there', () => {
  for (const page of ['CONTRIBUTING.md', 'STYLE.md', 'SECURITY.md']) {
    const text = readFileSync(join(root, page), 'utf8')
    const paths = [...text.matchAll(/`((?:src|test|scripts|bin|docs|bench|kernels)\/[\w./-]*)`/g)].map(
      ([, path]) => path ?? '',
    )
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
  }
})

test('docs/README.md lists every page of the manual', () => {
  const index = readFileSync(join(root, 'docs/README.md'), 'utf8')
  const files = trackedFiles().filter((path) => path.startsWith('docs/') && path !== 'docs/README.md')
  expect(files.filter((path) => !index.includes(`(${path.slice('docs/'.length)})`))).toEqual([])
})
