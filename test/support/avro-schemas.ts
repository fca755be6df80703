// Avro schemas for comparisons with Apache's own classes: each type written by hand, and random ones, which are the
// same in every run.

export const writtenAvroSchemas: readonly unknown[] = [
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'bytes',
  'string',
  {type: 'array', items: 'long'},
  {type: 'map', values: ['null', 'double']},
  {type: 'enum', name: 'k.Suit', symbols: ['SPADES', 'HEARTS', 'CLUBS']},
  {type: 'fixed', name: 'k.Sum', size: 5},
  ['null', 'string', 'long', {type: 'map', values: 'int'}],
  {
    type: 'record',
    name: 'Node',
    namespace: 'tree',
    fields: [
      {name: 'label', type: 'string'},
      {name: 'next', type: ['null', 'Node'], default: null},
      {name: 'children', type: {type: 'array', items: 'tree.Node'}},
    ],
  },
  {
    type: 'record',
    name: 'shop.Order',
    fields: [
      {name: 'id', type: 'long'},
      {name: 'customer', type: {type: 'record', name: 'Customer', fields: [{name: 'name', type: 'string'}]}},
      {name: 'status', type: {type: 'enum', name: 'Status', symbols: ['NEW', 'PAID']}},
      {name: 'other', type: ['null', 'Customer', 'Status', {type: 'fixed', name: 'deep.er.Sum', size: 4}]},
      {name: 'empty', type: {type: 'record', name: 'Nothing', fields: []}},
      {name: 'price', type: 'float'},
    ],
  },
]

/** Names, kinds and depths come from a pseudo-random sequence. */
export function randomAvroSchemas(count: number, seed = 4711): unknown[] {
  const below = sequence(seed)
  return Array.from({length: count}, (_, index) => {
    const names: string[] = []
    return record(`r${index}.Top`, 0, names, below)
  })
}

type Below = (limit: number) => number

/** A linear congruential generator, because Math.random would make other schemas in each run. */
function sequence(seed: number): Below {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

const simple = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string']

function record(name: string, depth: number, names: string[], below: Below): unknown {
  names.push(name)
  return {
    type: 'record',
    name,
    fields: Array.from({length: below(5) + (depth === 0 ? 2 : 0)}, (_, index) => ({
      name: `f${index}`,
      type: anyType(depth + 1, names, below),
    })),
  }
}

function anyType(depth: number, names: string[], below: Below): unknown {
  const name = `n${names.length}.T${depth}_${below(1000)}x${names.length}`
  switch (below(depth > 4 ? 8 : 14)) {
    case 8:
      return {type: 'array', items: anyType(depth + 1, names, below)}
    case 9:
      return {type: 'map', values: anyType(depth + 1, names, below)}
    case 10: {
      const branches = ['null', 'string', 'long', 'bytes', {type: 'array', items: 'double'}]
      return [...branches.slice(0, 1 + below(5)), record(name, depth + 1, names, below)]
    }
    case 11:
      return record(name, depth + 1, names, below)
    case 12:
      names.push(name)
      return {type: 'enum', name, symbols: ['A', 'B', 'C'].slice(0, 1 + below(3))}
    case 13:
      names.push(name)
      return {type: 'fixed', name, size: below(9)}
    default:
      return simple[below(simple.length)]
  }
}
