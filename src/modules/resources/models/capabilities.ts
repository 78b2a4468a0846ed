import type { ModelFacts } from './model.js';

/** What a model can do, and which of its facts says so: a new capability is one line. */
export const CAPABILITIES = {
  tools: { fact: 'supportedParameters', value: 'tools' },
  structured_outputs: { fact: 'supportedParameters', value: 'structured_outputs' },
  json: { fact: 'supportedParameters', value: 'response_format' },
  reasoning: { fact: 'supportedParameters', value: 'reasoning' },
  image_input: { fact: 'inputModalities', value: 'image' },
  file_input: { fact: 'inputModalities', value: 'file' },
  audio_input: { fact: 'inputModalities', value: 'audio' },
  image_output: { fact: 'outputModalities', value: 'image' },
  audio_output: { fact: 'outputModalities', value: 'audio' },
} as const satisfies Record<
  string,
  {
    readonly fact: 'supportedParameters' | 'inputModalities' | 'outputModalities';
    readonly value: string;
  }
>;

export type Capability = keyof typeof CAPABILITIES;

/** Every capability, for lists of what can be asked. */
export const CAPABILITY_IDS = Object.keys(CAPABILITIES) as Capability[];

/** What the facts say that a model can do. */
export function capabilitiesOf(
  facts: Pick<ModelFacts, 'supportedParameters' | 'inputModalities' | 'outputModalities'>,
): Capability[] {
  return CAPABILITY_IDS.filter((id) =>
    facts[CAPABILITIES[id].fact].includes(CAPABILITIES[id].value),
  );
}
