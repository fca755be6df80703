// Which drop-ins there are: every folder of src/lib/apache that holds a tool.ts. Nothing else lists them.
import {globSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {pathToFileURL} from 'node:url'
import type {Tool} from '../src/lib/apache/command-line/tool.ts'
import {root} from './command-files.ts'

/** Names of the drop-ins, sorted. `project` is another copy of the sources than this one. */
export function dropInNames(project = root): string[] {
  return globSync('src/lib/apache/kafka-*/tool.ts', {cwd: project})
    .map((file) => basename(dirname(file)))
    .toSorted()
}

/**
 * Confluent's, which are scripts over Apache's classes: no class of their own, no NAME.sh, and no jar that could be had to compare
 * them with.
 */
export const isOfConfluent = (name: string): boolean =>
  /^kafka-(?:avro|protobuf|json-schema)-console-(?:consumer|producer)$/.test(name)

/** Source file of a drop-in, as an absolute path. */
export const toolFile = (name: string, project = root): string => join(project, 'src/lib/apache', name, 'tool.ts')

/** From its sources. Throws if there is no such drop-in. */
export async function loadDropIn(name: string, project = root): Promise<Tool> {
  const module = (await import(pathToFileURL(toolFile(name, project)).href)) as {readonly default: Tool}
  return module.default
}

/** All drop-ins, by name. */
export const loadDropIns = (project = root): Promise<Tool[]> =>
  Promise.all(dropInNames(project).map((name) => loadDropIn(name, project)))
