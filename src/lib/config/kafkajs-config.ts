import {UsageError} from '../cluster/errors.ts'
import type {Setting} from './setting.ts'

export function kafkajsSettings(_config: unknown): Omit<Setting, 'source'>[] {
  throw new UsageError('configurations of kafkajs cannot be read yet')
}
export async function moduleSettings(_file: string): Promise<Setting[]> {
  throw new UsageError('configurations of kafkajs cannot be read yet')
}
export function jsonSettings(_text: string, _file: string): Setting[] {
  throw new UsageError('configurations of kafkajs cannot be read yet')
}
