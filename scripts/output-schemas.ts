// Makes schemas/: the JSON Schema of each command's output, from the types that it exports: `Output` is the document
// of --output json and yaml, `Row` a line of jsonl. `node scripts/output-schemas.ts` writes them, and a test
// compares.
import {mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import ts from 'typescript'
import {format} from 'prettier'
import {provisioningSchema} from '../src/lib/provisioning/native/schema.ts'
import {commandFiles, root} from './command-files.ts'
import {schemaWriter, type Schema} from './type-schema.ts'

/** File name → text. */
export async function outputSchemas(): Promise<Map<string, string>> {
  const files = commandFiles()
  const config = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    root,
  )
  const json = join(root, 'src/lib/cli/json.ts')
  const program = ts.createProgram([...files.map(({file}) => join(root, file)), json], config.options)
  const checker = program.getTypeChecker()
  const exported = (file: string, name: string) => {
    const source = program.getSourceFile(file)
    const module = source && checker.getSymbolAtLocation(source)
    return module && checker.getExportsOfModule(module).find((symbol) => symbol.name === name)
  }
  const errors = {kafka: exported(json, 'KafkaErrorDocument'), other: exported(json, 'ErrorDocument')}
  const result = new Map<string, string>()
  for (const {id, file} of files) {
    for (const [name, suffix, what] of [
      ['Output', '', 'the document that --output json and yaml print'],
      ['Row', '.row', id === 'consume' ? 'one line of --output json' : 'one line of --output jsonl'],
    ] as const) {
      const symbol = exported(join(root, file), name)
      if (!symbol) continue
      const schema: Schema = {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: `kafkit ${id}`,
        description: [`kafkit ${id}: ${what}.`, ts.displayPartsToString(symbol.getDocumentationComment(checker))]
          .filter((text) => text !== '')
          .join(' '),
        ...schemaWriter(checker, errors).document(checker.getDeclaredTypeOfSymbol(symbol), `${file} ${name}`),
      }
      result.set(`${id.replaceAll(' ', '-')}${suffix}.json`, await schemaText(schema))
    }
  }
  // A schema for input, not for output.
  result.set('provisioning.schema.json', await schemaText(provisioningSchema))
  return result
}

const schemaText = (schema: object): Promise<string> =>
  format(JSON.stringify(schema), {parser: 'json', printWidth: 120, bracketSpacing: false})

/** Writes schemas/ according to the types. Returns the number of files. */
export async function writeOutputSchemas(): Promise<number> {
  const folder = join(root, 'schemas')
  const schemas = await outputSchemas()
  mkdirSync(folder, {recursive: true})
  for (const name of readdirSync(folder)) if (!schemas.has(name)) rmSync(join(folder, name))
  for (const [name, text] of schemas) writeFileSync(join(folder, name), text)
  return schemas.size
}

if (import.meta.main) console.log(`${await writeOutputSchemas()} schemas`)
