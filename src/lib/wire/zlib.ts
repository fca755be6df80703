import type * as Zlib from 'node:zlib'

/** Node's own, loaded (6 ms) when something is compressed. */
export const zlib = (): typeof Zlib => process.getBuiltinModule('node:zlib')
