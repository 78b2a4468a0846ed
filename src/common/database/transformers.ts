import type { ValueTransformer } from 'typeorm';

/** Reads and writes a PostgreSQL `bigint` or `numeric` as a JavaScript bigint, keeping null. */
export const bigintColumn: ValueTransformer = {
  to: (value: bigint | null | undefined) => value?.toString() ?? value,
  from: (value: string | null) => (value === null ? null : BigInt(value)),
};
