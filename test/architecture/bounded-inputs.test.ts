import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';

type Dto = new () => object;

const MEGABYTE = 1_048_576;

/** Texts of a megabyte that are what a field wants, but for their length. */
const LONG_TEXTS = [
  ...['a', '0', ' ', 'é', 'A', 'a\n', '-', 'a-', 'a b '].map((text) => text.repeat(MEGABYTE)),
  ...['a']
    .map((text) => text.repeat(MEGABYTE))
    .flatMap((tail) => [
      `https://example.com/${tail}`,
      `claude:${tail}`,
      `openrouter:a/${tail}`,
      `eip155:${tail}`,
      `text/plain; a=${tail}`,
    ]),
  `0x${'ab'.repeat(MEGABYTE)}`,
  `2030-01-01T00:00:00.${'0'.repeat(MEGABYTE)}Z`,
  `0.${'0'.repeat(MEGABYTE)}`,
];

/** Texts that are bounded by the types there are. */
const BOUNDED_ELSEWHERE = new Set([
  'CatalogueQuery.type',
  'CreateListingDto.type',
  'ValidateListingDto.type',
]);

/** Values of any form: bounded by what bodies may be, and by their type's `validate`. */
const FREE_FORM = new Set([
  'CreateListingDto.config',
  'PromptConfigDto.outputSchema',
  'ExecuteRequest.input',
  'ResponseFormatDto.schema',
  'TestRunRequest.input',
]);

/** Every class whose fields are validated. */
async function inputs(): Promise<Dto[]> {
  const files = await readdir('src', { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.dto.ts'))) {
    await import(resolve('src', file));
  }
  const storage = getMetadataStorage() as unknown as {
    readonly validationMetadatas: ReadonlyMap<Dto, unknown>;
  };
  // Mapped types make classes of their own on the way, which no request is read into.
  return [...storage.validationMetadatas.keys()].filter(
    ({ name }) => !/^(Omit|Pick|Partial|Intersection)[A-Z]/.test(name),
  );
}

function validatorsOf(dto: Dto): [name: string, ValidationMetadata[]][] {
  const storage = getMetadataStorage();
  const found = storage.getTargetValidationMetadatas(dto, '', false, false);
  return Object.entries(storage.groupByPropertyName(found));
}

function typeIn(constraints: readonly unknown[] = []): string | undefined {
  return (constraints[0] as { readonly type?: string } | undefined)?.type;
}

describe('the fields of every input', () => {
  let fields: readonly (readonly [name: string, dto: Dto, validators: ValidationMetadata[]])[];

  beforeAll(async () => {
    fields = (await inputs()).flatMap((dto) =>
      validatorsOf(dto).map(
        ([property, validators]) => [`${dto.name}.${property}`, dto, validators] as const,
      ),
    );
  });

  const accepts = (dto: Dto, name: string, value: unknown) => {
    const property = name.slice(dto.name.length + 1);
    const errors = validateSync(plainToInstance(dto, { [property]: value }));
    return !errors.some((error) => error.property === property);
  };

  it('are all looked at', () => {
    expect(fields.length).toBeGreaterThan(80);
  });

  it('take no text without an end', () => {
    const endless = fields.filter(
      ([name, dto]) =>
        !BOUNDED_ELSEWHERE.has(name) && LONG_TEXTS.some((text) => accepts(dto, name, text)),
    );
    expect(endless.map(([name]) => name)).toEqual([]);
  });

  it('take lists by ListOf alone, which nobody has to look through', () => {
    const lists = fields.filter(([, , validators]) =>
      validators.some(({ constraints }) => typeIn(constraints) === 'array'),
    );
    expect(lists.length).toBeGreaterThan(4);
    for (const [name, dto] of lists) {
      const property = name.slice(dto.name.length + 1) as never;
      const read = plainToInstance(dto, { [property]: Array.from({ length: 1_000 }, () => 'a') });
      expect([name, accepts(dto, name, Array(1_000).fill('a'))]).toEqual([name, false]);
      expect([name, (read[property] as unknown[]).length < 100]).toEqual([name, true]);
    }
  });

  it('take an object of any form where that is known', () => {
    const free = fields.filter(
      ([, , validators]) =>
        validators.some(({ constraints }) => typeIn(constraints) === 'object') &&
        !validators.some(({ type }) => type === 'nestedValidation'),
    );
    expect(new Set(free.map(([name]) => name))).toEqual(FREE_FORM);
  });
});
