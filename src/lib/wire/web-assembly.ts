// kafkit's own WebAssembly (kernels/) with a memory of fixed size. Node's types leave those of WebAssembly to the
// DOM's.

export interface KernelMemory {
  readonly buffer: ArrayBuffer
}
const {WebAssembly: engine} = globalThis as unknown as {
  WebAssembly: {
    Memory: new (size: {initial: number; maximum: number}) => KernelMemory
    Module: new (code: Uint8Array) => object
    compile(code: Uint8Array): Promise<object>
    Instance: new (module: object, imports: {env: {memory: KernelMemory}}) => {exports: unknown}
  }
}

const prepared = new Map<string, object>()

/** Compiled by other threads (in 2 to 15 ms), so that `loadKernel` does not have to do it later. */
export async function prepareKernel(code: string): Promise<void> {
  if (!prepared.has(code)) prepared.set(code, await engine.compile(Buffer.from(code, 'base64')))
}

/** Throws RangeError if there is not enough memory. */
export const kernelMemory = (pages: number): KernelMemory => new engine.Memory({initial: pages, maximum: pages})

/** `Exports`: the exports of the kernel's source. */
export function kernelIn<Exports>(code: string, memory: KernelMemory): Exports {
  const module = prepared.get(code) ?? new engine.Module(Buffer.from(code, 'base64'))
  return new engine.Instance(module, {env: {memory}}).exports as Exports
}

/** Throws RangeError if there is not enough memory. `Exports`: the exports of the kernel's source. */
export function loadKernel<Exports>(code: string, pages: number): {exports: Exports; memory: Uint8Array<ArrayBuffer>} {
  const memory = kernelMemory(pages)
  return {exports: kernelIn<Exports>(code, memory), memory: new Uint8Array(memory.buffer)}
}
