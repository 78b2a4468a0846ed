import type { FieldError } from '../../../../common/errors/index.js';
import type { ModelFacts } from '../../models/model.js';
import type { OpenRouterInstantConfig } from './openrouter-instant-config.js';
import { unsupported } from './params.js';

/** What a model must be known by to say whether it fits. */
export type FitFacts = Pick<
  ModelFacts,
  'contextLength' | 'maxOutputTokens' | 'outputModalities' | 'supportedParameters'
>;

/** What can be sold of what models make. */
const SOLD: readonly string[] = ['text', 'image'];

/** Why a model cannot do what a configuration wants of it. What is not known of it is no reason. */
export function misfits(config: OpenRouterInstantConfig, facts: FitFacts): FieldError[] {
  const { outputModalities: outputs, supportedParameters: supported } = facts;
  const errors: FieldError[] = [];
  if (outputs.length > 0 && outputsOf(facts).length === 0) {
    const message = `makes ${outputs.join(' and ')}: only text and images can be sold`;
    errors.push({ field: 'config.model', message });
  }
  const longest = Math.min(facts.maxOutputTokens ?? Infinity, facts.contextLength ?? Infinity);
  if (config.maxTokens > longest) {
    const message = `must be at most ${longest}, which is what the model writes`;
    errors.push({ field: 'config.maxTokens', message });
  }
  const known = supported.join(', ') || 'none';
  const message = `is not supported by the model. What it supports: ${known}`;
  const fields = unsupported(config.params, supported);
  return [...errors, ...fields.map((name) => ({ field: `config.params.${name}`, message }))];
}

/** What a call of the model is to give. */
export function outputsOf({
  outputModalities,
}: Pick<ModelFacts, 'outputModalities'>): ('text' | 'image')[] {
  return SOLD.filter((one) => outputModalities.includes(one)) as ('text' | 'image')[];
}
