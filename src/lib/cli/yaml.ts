// `--output yaml`. The only importer of yaml in this room; loaded where it is wanted.
import {stringify} from 'yaml'
import {jsonText} from './json.ts'

/** The same document as JSON; what YAML 1.1 would take for something else (`no`, `1:20`) is quoted. */
export const yamlText = (value: unknown): string =>
  stringify(JSON.parse(jsonText(value, false)), {compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false})
