import { describe, expect, it } from '@jest/globals';
import { literalText, parseTemplate } from '../templates/template.js';
import { isBareModel } from './bare-model.js';

const ASKS = { modelsOf: () => [{ field: 'config.model', model: 'claude:x' }] };
const told = (systemPrompt: string) => ({
  ...ASKS,
  instructionsOf: () => literalText(parseTemplate(systemPrompt)),
});

describe('a resource that sells a model as it is', () => {
  it.each(['{{text}}', '{{question}}\n\n{{context}}', '  {{a}}: {{b}}. ', 'OK {{text}}', '…'])(
    'is one whose prompt says nothing: %j',
    (prompt) => {
      expect(isBareModel(told(prompt), {})).toBe(true);
    },
  );

  it.each(['Translate {{text}}', '用简单的语言总结以下内容：{{text}}', 'You are a poet.'])(
    'is none whose prompt instructs: %j',
    (prompt) => {
      expect(isBareModel(told(prompt), {})).toBe(false);
    },
  );

  it('is none that asks no model, or whose instructions nobody can tell', () => {
    expect(isBareModel({ ...told('{{text}}'), modelsOf: () => [] }, {})).toBe(false);
    expect(isBareModel(ASKS, {})).toBe(false);
  });
});
