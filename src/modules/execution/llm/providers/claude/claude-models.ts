import type { KnownModel } from '../../known-model.js';

/** What all of them have in common. */
const claude = {
  maker: 'anthropic',
  contextLength: 1_000_000,
  maxOutputTokens: 128_000,
  inputModalities: ['text', 'image'],
  outputModalities: ['text'],
  supportedParameters: ['max_tokens', 'tools', 'structured_outputs'],
} as const;

/** The models of the price list: Anthropic's own list is shown to holders of a key only. */
export const claudeModels: readonly KnownModel[] = [
  { ...claude, id: 'claude-opus-5-5', name: 'Claude Opus 5.5' },
  { ...claude, id: 'claude-sonnet-5-5', name: 'Claude Sonnet 5.5' },
  { ...claude, id: 'claude-haiku-5-5', name: 'Claude Haiku 5.5' },
  { ...claude, id: 'claude-opus-5', name: 'Claude Opus 5' },
];
