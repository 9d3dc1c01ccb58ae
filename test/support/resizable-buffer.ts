/** Node.js 20 has resizable buffers, but the library's language version has no types for them. */
export interface ResizableBuffer extends ArrayBuffer {
  resize(bytes: number): void;
}

type ResizableBufferConstructor = new (bytes: number, options: { maxByteLength: number }) => ResizableBuffer;

export function resizableBuffer(bytes: number, maxBytes: number): ResizableBuffer {
  return new (ArrayBuffer as unknown as ResizableBufferConstructor)(bytes, { maxByteLength: maxBytes });
}
