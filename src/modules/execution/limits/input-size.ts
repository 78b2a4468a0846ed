import type { ResourceLimits } from '../../resources/index.js';

/** Whether an input is larger than its resource's creator allows. */
export function isTooLarge({ inputBytes }: ResourceLimits, input: unknown): boolean {
  return inputBytes !== null && Buffer.byteLength(JSON.stringify(input ?? {})) > inputBytes;
}
