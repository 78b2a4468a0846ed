import type { Schema } from '../../api/index.ts';
import { groupDigits, usd } from '../../design/index.ts';

/** A model of the catalogue. */
export type Model = Schema<'ModelDto'>;
/** Something that models can do, or cannot. */
export type Capability = Model['capabilities'][number];

/** What models can do, in words, the most asked for first. */
export const CAPABILITIES: Readonly<Record<Capability, string>> = {
  image_output: 'Makes pictures',
  audio_output: 'Makes sound',
  structured_outputs: 'JSON by a schema',
  json: 'JSON',
  reasoning: 'Reasons',
  image_input: 'Reads pictures',
  file_input: 'Reads files',
  audio_input: 'Hears',
  tools: 'Tools',
};

/** Dollars for a million tokens, from dollars for one: both are exact decimal texts. */
export function perMillion(price: string): string {
  const [whole = '', fraction = ''] = price.split('.');
  const digits = fraction.padEnd(6, '0');
  const moved = `${whole}${digits.slice(0, 6)}`.replace(/^0+(?=\d)/, '');
  return digits.length > 6 ? `${moved}.${digits.slice(6)}` : moved;
}

/** What a model costs its creator, in a line. */
export function priceWords({
  prices: { prompt, completion, request },
  longPrompts,
}: Model): string {
  if (prompt === null || completion === null) return 'Price depends on the call';
  const isFree = [prompt, completion, request ?? '0'].every((price) => /^[0.]*$/.test(price));
  if (isFree) return 'Free';
  const tokens = `${usd(perMillion(prompt))} in, ${usd(perMillion(completion))} out per million tokens`;
  return longPrompts === null ? tokens : `${tokens}; long prompts cost more`;
}

/** How much a model can read and write at once. */
export function contextWords({ contextLength }: Model): string | undefined {
  return contextLength === null ? undefined : `${groupDigits(String(contextLength))} tokens`;
}
