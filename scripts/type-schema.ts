// Makes a JSON Schema from a TypeScript type, for what JSON.stringify makes of its values (src/lib/cli/json.ts).
import ts from 'typescript'

export type Schema = Record<string, unknown>

/** The types that errors have when they are printed. */
interface ErrorTypes {
  readonly kafka: ts.Symbol | undefined
  readonly other: ts.Symbol | undefined
}

const isLiteral = (type: ts.Type): type is ts.StringLiteralType | ts.NumberLiteralType =>
  type.isStringLiteral() || type.isNumberLiteral()

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

/**
 * The fields in the order of the sources: first those of the type's own file, then file by file. The compiler's own
 * order for a mapped type such as Omit depends on which names it met first, even in other files.
 */
function inSourceOrder(type: ts.Type, fields: readonly ts.Symbol[]): readonly ts.Symbol[] {
  const own = (type.aliasSymbol ?? type.getSymbol())?.declarations?.[0]?.getSourceFile().fileName
  const placed = fields.map((field) => {
    const declaration = field.declarations?.[0]
    const file = declaration?.getSourceFile().fileName ?? ''
    return {field, file: file === own ? '' : file, position: declaration?.pos ?? 0}
  })
  return placed
    .toSorted((a, b) => (a.file === b.file ? a.position - b.position : a.file < b.file ? -1 : 1))
    .map(({field}) => field)
}

export function schemaWriter(checker: ts.TypeChecker, errors: ErrorTypes) {
  const named = new Map<ts.Type, string>()
  const definitions: Record<string, Schema> = {}

  /**
   * The type itself at the top, and the named types that it uses in $defs. Throws for a type that JSON cannot
   * express, with its path.
   */
  function document(type: ts.Type, path: string): Schema {
    const schema = schemaOf(type, path, true)
    return Object.keys(definitions).length > 0 ? {...schema, $defs: definitions} : schema
  }

  function schemaOf(type: ts.Type, path: string, inline = false): Schema {
    if (type.flags & ts.TypeFlags.Any) throw new Error(`${path}: any is no promise`)
    // Deliberately open: nothing is promised about the content.
    if (type.flags & ts.TypeFlags.Unknown) return {}
    if (type.isUnion()) return unionOf(type, path, inline)
    if (type.flags & ts.TypeFlags.Null) return {type: 'null'}
    if (isLiteral(type)) return {const: type.value}
    if (type.flags & ts.TypeFlags.BooleanLiteral) return {const: checker.typeToString(type) === 'true'}
    if (type.flags & ts.TypeFlags.Boolean) return {type: 'boolean'}
    if (type.flags & ts.TypeFlags.NumberLike) return {type: 'number'}
    // A bigint is printed as a string.
    if (type.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.BigIntLike)) return {type: 'string'}
    if (checker.isArrayType(type)) {
      const [item] = checker.getTypeArguments(type as ts.TypeReference)
      return {type: 'array', items: item ? schemaOf(item, `${path}[]`) : {}}
    }
    if (checker.isTupleType(type)) {
      const items = checker.getTypeArguments(type as ts.TypeReference)
      const prefixItems = items.map((item, i) => schemaOf(item, `${path}[${i}]`))
      return {type: 'array', prefixItems, minItems: items.length, maxItems: items.length}
    }
    return objectOf(type, path, inline)
  }

  function unionOf(type: ts.UnionType, path: string, inline: boolean): Schema {
    const parts = type.types
      .filter((part) => !(part.flags & ts.TypeFlags.Undefined))
      .flatMap((part) => anyError(part) ?? [part])
    if (parts.length === 1 && parts[0]) return schemaOf(parts[0], path, inline)
    const literals = parts.filter(isLiteral)
    const booleans = parts.filter((part) => part.flags & ts.TypeFlags.BooleanLiteral)
    const rest = parts.filter((part) => !isLiteral(part) && !booleans.includes(part))
    const schemas = [
      ...(literals.length > 0 ? [{enum: literals.map(({value}) => value).toSorted(byText)}] : []),
      ...(booleans.length === 2 ? [{type: 'boolean'}] : booleans.map((each) => schemaOf(each, path))),
      ...rest.map((part) => schemaOf(part, path)),
    ]
    // The compiler's order depends on what it met first, even in other files.
    const distinct = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()].toSorted(
      (a, b) => Number(a['type'] === 'null') - Number(b['type'] === 'null') || byText(a, b),
    )
    if (distinct.length === 1 && distinct[0]) return distinct[0]
    // Combines `string | null` and similar types into one `type`.
    if (distinct.every((schema) => 'type' in schema && Object.keys(schema).length === 1))
      return {type: distinct.map((schema) => (schema as {type: string}).type)}
    return {anyOf: distinct}
  }

  function objectOf(type: ts.Type, path: string, inline: boolean): Schema {
    const either = anyError(type)
    if (either) return {anyOf: either.map((each) => schemaOf(each, path)).toSorted(byText)}
    const error = errorDocument(type)
    if (error) return schemaOf(error, path)
    if (type.getCallSignatures().length > 0) throw new Error(`${path}: a function cannot be printed`)
    const name = inline ? undefined : nameOf(type)
    if (name === undefined) return fieldsOf(type, path)
    const known = named.get(type)
    if (known !== undefined) return {$ref: `#/$defs/${known}`}
    const free = firstFree(name)
    named.set(type, free)
    // Reserved first, because the type may contain itself.
    definitions[free] = {}
    definitions[free] = {...description(type.aliasSymbol ?? type.getSymbol()), ...fieldsOf(type, path)}
    return {$ref: `#/$defs/${free}`}
  }

  function fieldsOf(type: ts.Type, path: string): Schema {
    const index = checker.getIndexInfoOfType(type, ts.IndexKind.String)
    if (index) return {type: 'object', additionalProperties: schemaOf(index.type, `${path}.*`)}
    const fields = inSourceOrder(type, checker.getPropertiesOfType(type))
    const properties: Record<string, Schema> = {}
    const required: string[] = []
    for (const field of fields) {
      if (field.name.startsWith('__@')) throw new Error(`${path}: ${checker.typeToString(type)} is no plain data`)
      const fieldType = checker.getTypeOfSymbol(field)
      properties[field.name] = {...description(field), ...schemaOf(fieldType, `${path}.${field.name}`)}
      const mayBeMissing = fieldType.isUnion() && fieldType.types.some(({flags}) => flags & ts.TypeFlags.Undefined)
      if (!(field.flags & ts.SymbolFlags.Optional) && !mayBeMissing) required.push(field.name)
    }
    return {type: 'object', properties, ...(required.length > 0 ? {required} : {})}
  }

  /** The types that a plain Error may have when it is printed: that of a broker's error, or another. */
  function anyError(type: ts.Type): ts.Type[] | undefined {
    if (type.getSymbol()?.name !== 'Error') return undefined
    return [errors.kafka, errors.other].flatMap((symbol) => (symbol ? [checker.getDeclaredTypeOfSymbol(symbol)] : []))
  }

  /** The printed type of a class derived from Error. */
  function errorDocument(type: ts.Type): ts.Type | undefined {
    const names = lineage(type)
    if (!names.includes('Error')) return undefined
    const symbol = names.includes('KafkaError') ? errors.kafka : errors.other
    return symbol && checker.getDeclaredTypeOfSymbol(symbol)
  }

  const lineage = (type: ts.Type): string[] => [
    type.getSymbol()?.name ?? '',
    ...(type.isClassOrInterface() ? checker.getBaseTypes(type).flatMap(lineage) : []),
  ]

  /** The name of an interface, or of an alias without parameters. */
  function nameOf(type: ts.Type): string | undefined {
    if (type.aliasSymbol) return type.aliasTypeArguments?.length ? undefined : type.aliasSymbol.name
    const symbol = type.getSymbol()
    return symbol && symbol.flags & ts.SymbolFlags.Interface ? symbol.name : undefined
  }

  function firstFree(name: string): string {
    let free = name
    for (let i = 2; Object.hasOwn(definitions, free); i++) free = `${name}${i}`
    return free
  }

  function description(symbol: ts.Symbol | undefined): Schema {
    const text = symbol ? ts.displayPartsToString(symbol.getDocumentationComment(checker)) : ''
    return text === '' ? {} : {description: text.replaceAll(/\s+/g, ' ')}
  }

  return {document}
}
