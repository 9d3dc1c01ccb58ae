import { types } from 'node:util';
import { kindOf, lengthOf } from './typed-arrays';

const MAX_STRING_LENGTH = 40;

/** Describes a value for a message. Runs no getter or toString of the value; only a Proxy over an array can run code. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length > MAX_STRING_LENGTH
        ? `${JSON.stringify(value.slice(0, MAX_STRING_LENGTH))}... (a string)`
        : `${JSON.stringify(value)} (a string)`;
    case 'bigint':
      return `${value}n (a BigInt)`;
    case 'function':
      return 'a function';
    case 'object':
      return describeObject(value);
    default:
      return String(value);
  }
}

function describeObject(value: object | null): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${describeLength(value.length)}`;
  if (types.isTypedArray(value)) {
    const kind = kindOf(value);
    return `${/^Int/.test(kind) ? 'an' : 'a'} ${kind} of ${lengthOf(value)}`;
  }
  if (types.isAnyArrayBuffer(value)) return 'an ArrayBuffer';
  return 'an object';
}

function describeLength(length: unknown): string {
  return typeof length === 'number' ? String(length) : 'unknown length';
}
