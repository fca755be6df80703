import {readdir} from 'node:fs/promises'
import type {Api} from '../../src/lib/wire/api.ts'

const folder = new URL('../../src/lib/apis/', import.meta.url)

/** Every API table of the project, with its file and the name of its export. */
export async function allTables(): Promise<{file: string; name: string; api: Api}[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts'))
  const modules = await Promise.all(
    files.map(async (file) => [file, (await import(new URL(file, folder).href)) as Record<string, unknown>] as const),
  )
  return modules.flatMap(([file, exported]) =>
    Object.entries(exported).flatMap(([name, value]) => (isTable(value) ? [{file, name, api: value}] : [])),
  )
}

const isTable = (value: unknown): value is Api =>
  typeof value === 'object' && value !== null && 'key' in value && 'request' in value && 'versions' in value
