import {UsageError} from '../errors/usage-error.ts'

const sizes: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  kib: 1024,
  kb: 1000,
  m: 1024 ** 2,
  mib: 1024 ** 2,
  mb: 1e6,
  g: 1024 ** 3,
  gib: 1024 ** 3,
  gb: 1e9,
  t: 1024 ** 4,
  tib: 1024 ** 4,
  tb: 1e12,
}

/**
 * Bytes, from `1048576`, `512KiB`, `1MB` (a million) or `16k` (1024 each, as in Unix tools). Throws UsageError for
 * anything else.
 */
export function parseSize(text: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? []
  const bytes = Math.round(Number(count) * (sizes[unit.toLowerCase()] ?? NaN))
  if (!Number.isSafeInteger(bytes))
    throw new UsageError(`'${text}' is not a size: write for example 1048576, 512KiB or 1MB`)
  return bytes
}

/** `532 B`, `1.5 KiB`, `2.0 GiB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const names = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  let value = bytes
  let i = -1
  do {
    value /= 1024
    i++
  } while (value >= 1023.95 && i < names.length - 1)
  return `${value.toFixed(1)} ${names[i] ?? ''}`
}
