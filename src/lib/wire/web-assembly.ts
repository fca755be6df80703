// kafkit's own WebAssembly (kernels/) with a memory of fixed size. Node's types leave those of WebAssembly to the
// DOM's.

interface Memory {
  readonly buffer: ArrayBuffer
}
const {WebAssembly: engine} = globalThis as unknown as {
  WebAssembly: {
    Memory: new (size: {initial: number; maximum: number}) => Memory
    Module: new (code: Uint8Array) => object
    compile(code: Uint8Array): Promise<object>
    Instance: new (module: object, imports: {env: {memory: Memory}}) => {exports: unknown}
  }
}

const prepared = new Map<string, object>()

/** Compiled by other threads (in 2 to 15 ms), so that `loadKernel` does not have to do it later. */
export async function prepareKernel(code: string): Promise<void> {
  if (!prepared.has(code)) prepared.set(code, await engine.compile(Buffer.from(code, 'base64')))
}

/** Throws RangeError if there is not enough memory. `Exports`: the exports of the kernel's source. */
export function loadKernel<Exports>(code: string, pages: number): {exports: Exports; memory: Uint8Array<ArrayBuffer>} {
  const module = prepared.get(code) ?? new engine.Module(Buffer.from(code, 'base64'))
  const memory = new engine.Memory({initial: pages, maximum: pages})
  const {exports} = new engine.Instance(module, {env: {memory}})
  return {exports: exports as Exports, memory: new Uint8Array(memory.buffer)}
}
