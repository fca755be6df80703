import {createRequire} from 'node:module'

interface WasmCodecs {
  snappyCompress(data: Buffer): Buffer
  snappyDecompress(data: Buffer): Buffer
}

let loaded: WasmCodecs | undefined

/**
 * snappy as WebAssembly, loaded (10 ms) when a batch needs it. It returns copies, not views of its memory, and traps on
 * damaged input ("unreachable"), so check the input first.
 */
export function wasmCodecs(): WasmCodecs {
  loaded ??= createRequire(import.meta.url)('@platformatic/wasm-utils') as WasmCodecs
  return loaded
}
