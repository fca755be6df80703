// JavaScriptCore, inside the one executable, has WebAssembly's vectors only on processors with AVX.
import {afterEach, expect, test, vi} from 'vitest'
import {LineKernel} from '../../src/lib/wire/line-kernel.ts'

const {WebAssembly: engine} = globalThis as unknown as {
  WebAssembly: {
    compile(code: Uint8Array): Promise<object>
    Module: new (code: Uint8Array) => object
    CompileError: new (text: string) => Error
  }
}
afterEach(() => vi.restoreAllMocks())

const plain = {keySeparator: null, nullMarker: null, maxLineBytes: 1000, anyLineEnd: true}
const open = () => LineKernel.open(plain, 1, 16_384, 4)

test('on a processor without vectors lines go through the reader', async () => {
  const failure = new engine.CompileError("doesn't parse at byte 9: can't get Function local's type")
  vi.spyOn(engine, 'compile').mockRejectedValue(failure)
  vi.spyOn(engine, 'Module').mockImplementation(function fails() {
    throw failure
  })
  await LineKernel.prepare()
  expect(open()).toBeUndefined()
})

test('other failures of compiling the kernel are reported', async () => {
  vi.spyOn(engine, 'compile').mockRejectedValue(new Error('something else'))
  await expect(LineKernel.prepare()).rejects.toThrow('something else')
})

test('with vectors the kernel is used', async () => {
  await LineKernel.prepare()
  expect(open()).toBeInstanceOf(LineKernel)
})
