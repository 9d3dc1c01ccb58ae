/**
 * Sets the cancel flag of a native call, which then ends early. The flag is the first byte of a word in the call's block: the
 * native side reads it as an atomic bool, whatever the byte order.
 */
export function setCancelled(words: Int32Array, word: number): void {
  Atomics.store(new Uint8Array(words.buffer, words.byteOffset + word * Int32Array.BYTES_PER_ELEMENT, 1), 0, 1);
}
