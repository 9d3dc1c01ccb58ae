/**
 * Sets the first byte of a word of a native call's block, which makes the call end early. A byte, so that the native side
 * can read it as an atomic bool on any machine.
 */
export function setCancelled(words: Int32Array, word: number): void {
  Atomics.store(new Uint8Array(words.buffer, words.byteOffset + word * Int32Array.BYTES_PER_ELEMENT, 1), 0, 1);
}
