import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { ProviderTerms } from '../../accounts/index.js';
import type { ModelSupport } from '../model-support.js';
import { PromptTemplateType } from '../types/prompt_template/prompt-template-type.service.js';
import type { ResourceTypes } from '../types/resource-types.service.js';
import { ListingCheck } from './listing-check.service.js';

const CONFIG = {
  systemPrompt: '{{text}}',
  parameters: [{ name: 'text', description: '', required: true, maxLength: 200 }],
  model: 'claude:any',
};

function errorsWhere(refusesBareModels: boolean, changes: object = {}) {
  const type = new PromptTemplateType();
  const models = { problemWith: () => undefined } as unknown as ModelSupport;
  const types = { get: () => type } as unknown as ResourceTypes;
  const settings = { networks: [], publicUrl: 'https://shop.example', refusesBareModels };
  const check = new ListingCheck(settings, models, types, {} as ProviderTerms);
  return check.checkConfig(type.id, { ...CONFIG, ...changes }).errors;
}

describe('a listing that sells a model as it is', () => {
  it('is refused where the operator wants that, at the field that lacks instructions', () => {
    expect(errorsWhere(true)).toEqual([
      { field: 'config.systemPrompt', message: expect.stringContaining('adds no instructions') },
    ]);
  });

  it('is taken elsewhere, and with instructions everywhere', () => {
    expect(errorsWhere(false)).toEqual([]);
    expect(errorsWhere(true, { systemPrompt: 'Translate to French: {{text}}' })).toEqual([]);
  });
});
