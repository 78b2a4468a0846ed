import type { ResourceType } from '../resource-type.js';
import type { PromptConfig } from './prompt-config.js';
import { PromptConfigDto } from './prompt.dto.js';
import { validateConfig } from './validate-prompt.js';

/** A fixed prompt, with a key of its own if it needs one, that answers in words or in JSON. */
export const prompt: ResourceType<'prompt', PromptConfig, PromptConfigDto> = {
  id: 'prompt',
  Input: PromptConfigDto,
  complete: ({ outputSchema = null, ...input }) => ({ ...input, outputSchema }),
  validate: validateConfig,
  modelsOf: ({ model }) => [{ field: 'config.model', model }],
  toColumns: (config) => ({ ...config }),
  fromColumns: (columns) => {
    const { systemPrompt, model, maxTokens, allowsUserMessage, outputFormat } = columns;
    if (
      systemPrompt === null ||
      model === null ||
      maxTokens === null ||
      allowsUserMessage === null ||
      outputFormat === null
    ) {
      throw new Error('a prompt without its columns');
    }
    const outputSchema = columns.outputSchema as PromptConfig['outputSchema'];
    return { systemPrompt, model, maxTokens, allowsUserMessage, outputFormat, outputSchema };
  },
  publicInputs: () => [],
};
