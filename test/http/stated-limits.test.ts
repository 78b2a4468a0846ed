/**
 * It asks for all classes that were ever declared, and other test files declare some: it shares no globals with them.
 * @jest-environment <rootDir>/test/setup/environment.cjs
 */
import 'reflect-metadata';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getMetadataStorage } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';
import { FIELD } from '../../src/common/http/index.js';
import { openShop, type Shop } from '../e2e/shop.js';

type Dto = new () => Readonly<Record<string, unknown>>;
interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
}
interface Operation {
  readonly parameters?: readonly { name: string; in: string; schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: Schema }>> };
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Where @nestjs/swagger keeps what it shows of a property. */
const SHOWN = 'swagger/apiModelProperties';

/** What is shown as the types that a server has, which judge it. */
const BY_TYPES = new Set(['resource-type', 'resource-config']);

const LIMITS = new Set(
  'minLength maxLength pattern minimum maximum minItems maxItems enum items'.split(' '),
);
const isLimit = (key: string, value: unknown) =>
  LIMITS.has(key) && !(key === 'items' && Object.hasOwn(value as object, '$ref'));
const limitsOf = (schema: object) =>
  Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => isLimit(key, value))
      // The document lists the null of a field that can be null among its values.
      .map(([key, value]) => [key, key === 'enum' ? withoutNull(value) : value]),
  );
const withoutNull = (values: unknown) => (values as unknown[]).filter((value) => value !== null);

/** Node bounds all headers of a request together. */
const isBoundedElsewhere = (place: string) => place === 'header';

/** What in a schema has no end. */
function* endless(
  document: Document,
  schema: Schema,
  at: string,
  seen = new Set<string>(),
): Generator<string> {
  const { $ref, type, items, properties = {}, oneOf = [], allOf = [] } = schema;
  if ($ref !== undefined) {
    if (seen.has($ref)) return;
    const name = $ref.slice($ref.lastIndexOf('/') + 1);
    const found = document.components.schemas[name] ?? {};
    yield* endless(document, found, name, new Set(seen).add($ref));
  }
  const isChoice = schema.enum !== undefined;
  const is = (name: string) => [type].flat().includes(name);
  const isText = is('string') && schema.maxLength === undefined && schema.format !== 'uuid';
  if (isText && !isChoice) yield at;
  const isNumber = is('number') || is('integer');
  const isOpen = schema.minimum === undefined || schema.maximum === undefined;
  if (isNumber && isOpen && !isChoice) yield at;
  if (is('array') && schema.maxItems === undefined) yield at;
  const parts: [string, Schema][] = Object.entries(properties);
  for (const [name, part] of parts) yield* endless(document, part, `${at}.${name}`, seen);
  for (const part of [...(items ? [items] : []), ...oneOf, ...allOf]) {
    yield* endless(document, part, at, seen);
  }
}

async function inputs(): Promise<Dto[]> {
  const files = await readdir('src', { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.dto.ts'))) {
    await import(resolve('src', file));
  }
  const storage = getMetadataStorage() as unknown as {
    readonly validationMetadatas: ReadonlyMap<Dto, unknown>;
  };
  return [...storage.validationMetadatas.keys()];
}

function validatorsOf(dto: Dto): [property: string, ValidationMetadata[]][] {
  const storage = getMetadataStorage();
  const found = storage.getTargetValidationMetadatas(dto, '', false, false);
  return Object.entries(storage.groupByPropertyName(found));
}

const stated = (all: readonly ValidationMetadata[]) => all.filter(({ name }) => name === FIELD);

describe('the limits of what clients send', () => {
  let shop: Shop;
  let document: Document;
  let fields: readonly { name: string; dto: Dto; property: string; all: ValidationMetadata[] }[];

  beforeAll(async () => {
    shop = await openShop();
    document = (await (await fetch(`${shop.origin}/api/v1/openapi.json`)).json()) as Document;
    fields = (await inputs()).flatMap((dto) =>
      validatorsOf(dto).map(([property, all]) => ({
        name: `${dto.name}.${property}`,
        dto,
        property,
        all,
      })),
    );
  });
  afterAll(() => shop.stop());

  const documented = (dto: Dto, property: string) =>
    (Reflect.getMetadata(SHOWN, dto.prototype as object, property) ?? {}) as Readonly<
      Record<string, unknown>
    >;

  it('are stated by one decorator each', () => {
    const others = fields.filter(({ all }) => {
      const checks = all.filter(
        ({ type }) => type !== 'conditionalValidation' && type !== 'nestedValidation',
      );
      return checks.length !== 1 || stated(checks).length !== 1;
    });
    expect(fields.length).toBeGreaterThan(80);
    expect(others.map(({ name }) => name)).toEqual([]);
  });

  it('stand in the document as the server checks them', () => {
    const wrong = fields.filter(({ dto, property, all }) => {
      const checked = limitsOf(stated(all)[0]?.constraints?.[0] as object);
      if (BY_TYPES.has(String(documented(dto, property)['format']))) return false;
      const { [dto.name]: component } = document.components.schemas;
      const shown = component?.properties?.[property] ?? {};
      const both = [documented(dto, property), ...(component ? [shown] : [])].map(limitsOf);
      return both.some((told) => JSON.stringify(sorted(told)) !== JSON.stringify(sorted(checked)));
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('end every text, number and list of every request', () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const found = operations.flatMap(({ parameters = [], requestBody }) => [
      ...parameters
        .filter((one) => !isBoundedElsewhere(one.in))
        .flatMap(({ name, schema }) => [...endless(document, schema, name)]),
      ...Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => [
        ...endless(document, schema, 'body'),
      ]),
    ]);
    expect([...new Set(found)]).toEqual([]);
  });

  it('have the default that the document tells', () => {
    const wrong = fields.filter(({ dto, property }) => {
      const { default: told } = documented(dto, property);
      const made = new dto()[property];
      return (
        told !== undefined && made !== undefined && JSON.stringify(told) !== JSON.stringify(made)
      );
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});

function sorted(limits: object): unknown[] {
  return Object.entries(limits).sort(([a], [b]) => (a < b ? -1 : 1));
}
