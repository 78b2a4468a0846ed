import type { ValueTransformer } from 'typeorm';

/** Reads and writes a PostgreSQL `bigint` or `numeric` as a JavaScript bigint, keeping null. */
export const bigintColumn: ValueTransformer = {
  to: (value: bigint | null | undefined) => value?.toString() ?? value,
  from: (value: string | null) => (value === null ? null : BigInt(value)),
};

/** Reads a PostgreSQL `bigint` that never exceeds 2^53 as a number, keeping null. */
export const countColumn: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};
