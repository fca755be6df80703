// Finds the drop-ins: every folder of src/lib/apache with a tool.ts. There is no other list of them.
import {globSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {pathToFileURL} from 'node:url'
import type {Tool} from '../src/lib/apache/command-line/tool.ts'
import {root} from './command-files.ts'

/** The names of the drop-ins, sorted. `project`: another copy of the sources than this one. */
export function dropInNames(project = root): string[] {
  return globSync('src/lib/apache/kafka-*/tool.ts', {cwd: project})
    .map((file) => basename(dirname(file)))
    .toSorted()
}

/**
 * Whether it is one of Confluent's, which are scripts around Apache's classes: they have no class and no NAME.sh, and
 * there is no jar to compare them with.
 */
export const isOfConfluent = (name: string): boolean =>
  /^kafka-(?:avro|protobuf|json-schema)-console-(?:consumer|producer)$/.test(name)

/** Source file of a drop-in, as an absolute path. */
export const toolFile = (name: string, project = root): string => join(project, 'src/lib/apache', name, 'tool.ts')

/** Loads a drop-in from its sources. Throws if it does not exist. */
export async function loadDropIn(name: string, project = root): Promise<Tool> {
  const module = (await import(pathToFileURL(toolFile(name, project)).href)) as {readonly default: Tool}
  return module.default
}

/** All drop-ins, by name. */
export const loadDropIns = (project = root): Promise<Tool[]> =>
  Promise.all(dropInNames(project).map((name) => loadDropIn(name, project)))
