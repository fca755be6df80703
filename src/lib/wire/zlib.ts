import type * as Zlib from 'node:zlib'

/** Node's zlib, loaded (in 6 ms) when something is compressed. */
export const zlib = (): typeof Zlib => process.getBuiltinModule('node:zlib')
