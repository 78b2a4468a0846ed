import { z } from 'zod';
import type { Secret } from '../../../common/crypto/index.js';
import type { ProviderMetadata } from './connection-provider.js';
import { at } from './json-path.js';
import type { ProbeResult } from './provider-session.js';

/** What garbles the text around it, and what jsonb does not take. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Where text of an account is cut, in characters. */
export const MAX_TEXT = 200;

/** A line of text as it is kept of an account; null where the provider tells none. */
export const textOrNull = z.string().max(MAX_TEXT).nullable();

/** Bytes of JSON that a check may find of an account; the database keeps no more than 65,536. */
const ROOM = 61_440;
/** What the database writes of a number may be longer than what JavaScript does: 1e300 has 301 digits. */
const LONGEST_NUMBER = 330;

/** What the members of the metadata are made of. */
export interface Told {
  readonly probes: Readonly<Record<string, ProbeResult>>;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly described: Readonly<Record<string, unknown>>;
  readonly secrets: readonly Secret[];
}

/**
 * The metadata of an account. It is lenient: what does not fit its member's schema is null, and so is what
 * quotes a secret; text is made readable and cut. If the whole is more than is kept, its largest
 * members are null.
 * @throws {z.ZodError} when a member that cannot be null has no value, a fault of the definition
 */
export function readMetadata(
  { schema, paths = {} }: ProviderMetadata,
  { probes, inputs, described, secrets }: Told,
): Record<string, unknown> {
  const ruled = Object.assign(
    {},
    ...Object.values(probes).map(({ metadata }) => metadata),
  ) as Record<string, unknown>;
  const members = Object.entries(schema.shape).map(([member, type]) => {
    const [probe = '', path = ''] = paths[member] ?? [];
    const found =
      described[member] ?? ruled[member] ?? at(probes[probe]?.body, path) ?? inputs[member];
    const whole = eachText(found ?? null, legible);
    const value = eachText(whole, (text) => legible(text.slice(0, MAX_TEXT)));
    // Looked for in the whole: a part of a secret would not be found.
    const isFit = !quotes(whole, secrets) && z.safeParse(type, value).success;
    return [member, isFit ? value : null];
  });
  return schema.parse(withinRoom(schema, Object.fromEntries(members), inputs));
}

/** What the user filled in and chose stays in any case. */
function withinRoom(
  { shape }: z.ZodObject,
  metadata: Record<string, unknown>,
  inputs: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const sizes = Object.entries(metadata).map(([member, value]) => [member, sizeOf(value)] as const);
  let whole = sizes.reduce((sum, [member, size]) => sum + sizeOf(member) + size, 0);
  const fitting = { ...metadata };
  for (const [member, size] of sizes.toSorted(([, a], [, b]) => b - a)) {
    if (whole <= ROOM) break;
    const isOptional = z.safeParse(shape[member] ?? z.never(), null).success;
    if (!isOptional || member in inputs) continue;
    fitting[member] = null;
    whole -= size;
  }
  return fitting;
}

/** At least what the database writes, which puts a space after each comma and colon: here, an indented line. */
function sizeOf(value: unknown): number {
  const written = JSON.stringify(
    value,
    (_name, each: unknown) =>
      typeof each === 'number' && String(each).includes('e') ? ' '.repeat(LONGEST_NUMBER) : each,
    1,
  );
  return Buffer.byteLength(written);
}

function legible(text: string): string {
  return text.replace(UNFIT, '');
}

/** Every text in a value, changed. What is read of a provider is JSON of bounded depth. */
function eachText(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => eachText(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, eachText(each, change)]),
  );
}

function quotes(value: unknown, secrets: readonly Secret[]): boolean {
  const text = JSON.stringify(value);
  return secrets.some((secret) => text.includes(JSON.stringify(secret.reveal()).slice(1, -1)));
}
