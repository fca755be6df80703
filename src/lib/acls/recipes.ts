// Sets of rights for a kind of client (docs: Security; Streams and Connect have their own lists).
import {UsageError} from '../errors/usage-error.ts'
import {listed} from '../text/listed.ts'
import {clusterResourceName, wildcard, type AclOperation} from './acl-names.ts'
import {resourceText, resourceTypeWord} from './acl-text.ts'
import type {ResourcePattern} from './resource-words.ts'
import type {ConcreteResourceType} from './supported-operations.ts'

export interface Grant {
  readonly pattern: ResourcePattern
  readonly operations: readonly AclOperation[]
}

interface Recipe {
  /** The text in the help. */
  readonly summary: string
  /** Resource types of which at least one resource must be named. */
  readonly needs: readonly ConcreteResourceType[]
  /** Resource types that may be named in addition. */
  readonly takes: readonly ConcreteResourceType[]
  /** Operations on the named resources, by their type. */
  readonly on: Readonly<Partial<Record<ConcreteResourceType, readonly AclOperation[]>>>
  /** Rights on further resources that follow from the named ones. */
  readonly also?: (named: readonly ResourcePattern[]) => readonly Grant[]
}

const pattern = (
  resourceType: ConcreteResourceType,
  resourceName: string,
  patternType: 'LITERAL' | 'PREFIXED' = 'LITERAL',
): ResourcePattern => ({resourceType, resourceName, patternType})

export const recipes = {
  producer: {
    summary: 'WRITE on topics (idempotent too, from Kafka 2.8 on), WRITE and DESCRIBE on transactional ids',
    needs: ['TOPIC'],
    takes: ['TRANSACTIONAL_ID'],
    on: {TOPIC: ['WRITE', 'DESCRIBE'], TRANSACTIONAL_ID: ['WRITE', 'DESCRIBE']},
  },
  consumer: {
    summary: 'READ on topics and groups',
    needs: ['TOPIC', 'GROUP'],
    takes: [],
    on: {TOPIC: ['READ', 'DESCRIBE'], GROUP: ['READ', 'DESCRIBE']},
  },
  streams: {
    summary:
      'group/APPLICATION-ID: everything on the topics and transactional ids whose names begin with it; for input topics use the recipe consumer, for output topics producer',
    needs: ['GROUP'],
    takes: [],
    on: {GROUP: ['READ', 'DESCRIBE', 'DELETE']},
    // Internal topics and transactional ids are named after the application.id.
    also: (named) =>
      named.flatMap(({resourceName}) => [
        {pattern: pattern('TOPIC', `${resourceName}-`, 'PREFIXED'), operations: ['ALL'] as const},
        {
          pattern: pattern('TRANSACTIONAL_ID', `${resourceName}-`, 'PREFIXED'),
          operations: ['WRITE', 'DESCRIBE'] as const,
        },
      ]),
  },
  connect: {
    summary: "a worker's group and its three topics (configs, offsets, status); connectors need their own rights",
    needs: ['GROUP', 'TOPIC'],
    takes: ['TRANSACTIONAL_ID'],
    on: {
      GROUP: ['READ', 'DESCRIBE'],
      TOPIC: ['CREATE', 'READ', 'WRITE', 'DESCRIBE', 'DESCRIBE_CONFIGS'],
      TRANSACTIONAL_ID: ['WRITE', 'DESCRIBE'],
    },
  },
  'admin-readonly': {
    summary: 'DESCRIBE and DESCRIBE_CONFIGS on the cluster and on all topics, groups and transactional ids; no records',
    needs: [],
    takes: [],
    on: {},
    also: () => [
      {pattern: pattern('CLUSTER', clusterResourceName), operations: ['DESCRIBE', 'DESCRIBE_CONFIGS']},
      {pattern: pattern('TOPIC', wildcard), operations: ['DESCRIBE', 'DESCRIBE_CONFIGS']},
      {pattern: pattern('GROUP', wildcard), operations: ['DESCRIBE', 'DESCRIBE_CONFIGS']},
      {pattern: pattern('TRANSACTIONAL_ID', wildcard), operations: ['DESCRIBE']},
    ],
  },
} satisfies Readonly<Record<string, Recipe>>

export type RecipeName = keyof typeof recipes
export const isRecipe = (name: string): name is RecipeName => Object.hasOwn(recipes, name)

/** Throws UsageError if a resource that the recipe needs is missing, or one is named that it does not take. */
export function grantsOf(name: RecipeName, named: readonly ResourcePattern[]): Grant[] {
  const recipe: Recipe = recipes[name]
  const takes = [...recipe.needs, ...recipe.takes]
  const missing = recipe.needs.filter((type) => !named.some(({resourceType}) => resourceType === type))
  if (missing.length > 0) {
    const words = missing.map((type) => `${resourceTypeWord(type)}/NAME`)
    throw new UsageError(`the recipe ${name} needs ${listed(words, 'and')} too`)
  }
  const stray = named.find(({resourceType}) => !takes.includes(resourceType))
  if (stray) {
    const words = takes.map((type) => `${resourceTypeWord(type)}/NAME`)
    throw new UsageError(
      `the recipe ${name} has no rights on ${resourceText(stray)}: it takes ${words.length === 0 ? 'no resource' : listed(words, 'and')}`,
    )
  }
  if (name === 'streams') {
    const prefixed = named.find(
      ({patternType, resourceName}) => patternType === 'PREFIXED' || resourceName === wildcard,
    )
    if (prefixed)
      throw new UsageError(`${resourceText(prefixed)} is not an application.id: name one, as in group/orders-totals`)
  }
  return [
    ...named.map((each) => ({pattern: each, operations: recipe.on[each.resourceType] ?? []})),
    ...(recipe.also?.(named) ?? []),
  ]
}
