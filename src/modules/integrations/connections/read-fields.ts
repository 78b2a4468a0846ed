import { Secret } from '../../../common/crypto/index.js';
import { type FieldError, invalidInput, Problem } from '../../../common/errors/index.js';
import { NOT_AN_OBJECT, REQUIRED, UNKNOWN_FIELD } from '../../../common/http/index.js';
import { fits } from '../providers/patterns.js';
import type { ProviderField } from '../providers/provider-auth.js';
import type { Access } from '../providers/provider-sessions.service.js';

/** Printable ASCII: a header carries nothing else. */
const KEY = /^[\x21-\x7e]{8,512}$/;

/**
 * What a user filled in.
 * @throws {Problem} invalid_input, naming each wrong member
 */
export function readFields(fields: readonly ProviderField[], body: unknown): Access {
  const given = body ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new Problem(invalidInput, { errors: [NOT_AN_OBJECT] });
  }
  const values = new Map(Object.entries(given).map(([key, value]) => [key, trimmed(value)]));
  const errors = [
    ...unknownOf(fields, values),
    ...fields.flatMap((field) => errorOf(field, values)),
  ];
  if (errors.length > 0) throw new Problem(invalidInput, { errors });
  return accessOf(fields, values);
}

function accessOf(fields: readonly ProviderField[], values: ReadonlyMap<string, unknown>): Access {
  const secrets = new Map<string, Secret>();
  const inputs: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values.get(field.key);
    if (value === undefined) continue;
    if (field.type === 'secret') secrets.set(field.credential, new Secret(String(value)));
    else inputs[field.key] = value;
  }
  return { secrets, inputs };
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

function unknownOf(
  fields: readonly ProviderField[],
  values: ReadonlyMap<string, unknown>,
): FieldError[] {
  const known = new Set(fields.map(({ key }) => key));
  return [...values.keys()]
    .filter((key) => !known.has(key))
    .map((key) => ({ field: key.slice(0, 200), message: UNKNOWN_FIELD }));
}

function errorOf(field: ProviderField, values: ReadonlyMap<string, unknown>): FieldError[] {
  const value = values.get(field.key);
  if (value === undefined && field.isOptional === true) return [];
  const message = wrongness(field, value);
  return message === undefined ? [] : [{ field: field.key, message }];
}

function wrongness(field: ProviderField, value: unknown): string | undefined {
  if (field.type === 'confirmation') return value === true ? undefined : 'must be true';
  if (value === undefined) return REQUIRED;
  if (field.type === 'text') {
    const isFit = typeof value === 'string' && value.length <= field.maxLength;
    return isFit && fits(field.pattern, value) ? undefined : field.form;
  }
  if (typeof value !== 'string' || !KEY.test(value)) {
    return 'must be the key alone: 8 to 512 letters, digits and signs without blanks';
  }
  const isLike = field.pattern === undefined || fits(field.pattern, value);
  return isLike ? undefined : `must look like ${field.example}`;
}
