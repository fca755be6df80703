// RC2 in CBC mode, decryption only (RFC 2268). Key stores made by Java before 17 and by openssl before 3 encrypt their
// certificates with it, and the OpenSSL in Node no longer has it. It gives no protection, but it still has to be read.

/** `key`: whole bytes, all of whose bits count. Removes the PKCS#7 padding; RangeError if the padding is wrong. */
export function decryptRc2(key: Buffer, iv: Buffer, bytes: Buffer): Buffer {
  const words = expand(key)
  const plain = Buffer.alloc(bytes.length)
  let before = iv
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const block = bytes.subarray(at, at + 8)
    decryptBlock(words, block, plain, at)
    for (let i = 0; i < 8; i++) plain[at + i] = (plain[at + i] ?? 0) ^ (before[i] ?? 0)
    before = block
  }
  const padding = plain.at(-1) ?? 0
  if (padding < 1 || padding > 8 || !plain.subarray(-padding).every((byte) => byte === padding))
    throw new RangeError('wrong padding')
  return plain.subarray(0, -padding)
}

/** RFC 2268, section 2: expands the key to 64 words. */
function expand(key: Buffer): Uint16Array {
  const bytes = Buffer.alloc(128)
  key.copy(bytes)
  const at = (i: number) => bytes[i] ?? 0
  for (let i = key.length; i < 128; i++) bytes[i] = pi(at(i - 1) + at(i - key.length))
  const effective = key.length
  bytes[128 - effective] = pi(at(128 - effective))
  for (let i = 127 - effective; i >= 0; i--) bytes[i] = pi(at(i + 1) ^ at(i + effective))
  return Uint16Array.from({length: 64}, (_, i) => at(2 * i) + 256 * at(2 * i + 1))
}

function decryptBlock(words: Uint16Array, block: Buffer, plain: Buffer, to: number) {
  const r = Uint16Array.from({length: 4}, (_, i) => block.readUInt16LE(2 * i))
  const get = (i: number) => r[i & 3] ?? 0
  const turns = [1, 2, 3, 5]
  let j = 63
  const mix = () => {
    for (let i = 3; i >= 0; i--) {
      const turn = turns[i] ?? 0
      const word = get(i)
      const back = (word >>> turn) | (word << (16 - turn))
      r[i] = back - (words[j--] ?? 0) - (get(i - 1) & get(i - 2)) - (~get(i - 1) & get(i - 3))
    }
  }
  const mash = () => {
    for (let i = 3; i >= 0; i--) r[i] = get(i) - (words[get(i - 1) & 63] ?? 0)
  }
  for (let round = 15; round >= 0; round--) {
    mix()
    if (round === 11 || round === 5) mash()
  }
  for (let i = 0; i < 4; i++) plain.writeUInt16LE(get(i), to + 2 * i)
}

const pi = (index: number): number => table[index & 255] ?? 0

/** PITABLE: a permutation of the bytes from the digits of pi. */
const table = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2' +
    '179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
    '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec' +
    'c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9' +
    '0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
  'hex',
)
