// `--output yaml`. Only this file of the room imports yaml, and it is loaded only if this format is requested.
import {stringify} from 'yaml'
import {jsonText} from './json.ts'

/** The JSON document as YAML. Strings that YAML 1.1 would read as another type (`no`, `1:20`) are quoted. */
export const yamlText = (value: unknown): string =>
  stringify(JSON.parse(jsonText(value, false)), {compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false})
