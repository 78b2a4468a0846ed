import { isStorable } from '../../../common/json/index.js';

const MAX_DEPTH = 32;

/** A schema as it can be stored and shown again; null for anything else. */
export function keepable(schema: unknown): object | null {
  if (typeof schema !== 'object' || schema === null || !isShallow(schema, MAX_DEPTH)) return null;
  return isStorable(JSON.stringify(schema)) ? schema : null;
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((each) => isShallow(each, depth - 1));
}
