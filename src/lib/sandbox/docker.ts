import {SandboxError} from './errors.ts'

export async function findDocker(): Promise<string> {
  throw new SandboxError('Docker: not yet')
}
export async function dockerLog(_container: string, _count: number): Promise<string[]> {
  return []
}
