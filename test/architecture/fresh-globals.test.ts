import { describe, expect, it } from '@jest/globals';

describe('a unit test', () => {
  it('finds nothing that another file declared, whatever its process loaded before', () => {
    // Where TypeORM and zod collect entities and schemas. Neither is imported here.
    const collected = Object.getOwnPropertyNames(globalThis).filter((name) =>
      /typeorm|zod/i.test(name),
    );
    expect(collected).toEqual([]);
  });
});
