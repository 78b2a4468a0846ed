/** Numbers from 0 to 1 that look like chance and are always the same for a seed (mulberry32). */
export function seeded(...seed: readonly number[]): () => number {
  let state = seed.reduce((sum, part) => mix(sum ^ Math.imul(part + 1, 0x9e3779b1)), 0x2545f491);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return (mix(state) >>> 0) / 2 ** 32;
  };
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 15), 1 | value);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
  return mixed ^ (mixed >>> 14);
}
