// Our own WebAssembly (kernels/) with a memory of a fixed size. Node's types leave WebAssembly's values to the DOM's.

interface Memory {
  readonly buffer: ArrayBuffer
}
const {WebAssembly: engine} = globalThis as unknown as {
  WebAssembly: {
    Memory: new (size: {initial: number; maximum: number}) => Memory
    Module: new (code: Uint8Array) => object
    Instance: new (module: object, imports: {env: {memory: Memory}}) => {exports: unknown}
  }
}

/** Raises RangeError where so much memory is not to be had. `Exports`: what the source exports. */
export function loadKernel<Exports>(code: string, pages: number): {exports: Exports; memory: Uint8Array<ArrayBuffer>} {
  const memory = new engine.Memory({initial: pages, maximum: pages})
  const {exports} = new engine.Instance(new engine.Module(Buffer.from(code, 'base64')), {env: {memory}})
  return {exports: exports as Exports, memory: new Uint8Array(memory.buffer)}
}
