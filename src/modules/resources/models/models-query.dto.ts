import {
  type FieldOptions,
  Flag,
  ListOf,
  oneOf,
  PageQuery,
  Text,
} from '../../../common/http/index.js';
import { PLAIN_TEXT, PLAIN_TEXT_MESSAGE } from '../../../common/text/index.js';
import { CAPABILITY_IDS, type Capability } from './capabilities.js';

function Modality(said: FieldOptions) {
  return Text({
    max: 20,
    pattern: /^[a-z]+$/,
    message: 'must be one word such as text, image, audio or file',
    optional: true,
    ...said,
  });
}

export class ModelsQuery extends PageQuery {
  @Text({
    max: 100,
    rules: [[PLAIN_TEXT, PLAIN_TEXT_MESSAGE]],
    optional: true,
    description: 'Words that must all occur in name or id',
    example: 'claude',
  })
  q?: string;

  @Text({
    max: 32,
    pattern: /^[a-z0-9_-]+$/,
    message: 'must be the id of a provider, such as claude',
    optional: true,
    description: 'The provider whose key a call needs',
    example: 'openrouter',
  })
  provider?: string;

  @Text({
    max: 80,
    pattern: /^[!-.0-~]+$/,
    message: 'must be what stands before the slash, such as openai',
    optional: true,
    description: 'Who made the model',
    example: 'anthropic',
  })
  maker?: string;

  @Modality({ description: 'What the model must read', example: 'image' })
  inputModality?: string;

  @Modality({ description: 'What the model must give', example: 'text' })
  outputModality?: string;

  @ListOf(oneOf(CAPABILITY_IDS), {
    max: CAPABILITY_IDS.length,
    inQuery: true,
    optional: true,
    description: 'What the model must be able to do: all of these; separated by commas or repeated',
    example: ['tools', 'image_input'],
  })
  capability?: Capability[];

  @Flag({
    inQuery: true,
    optional: true,
    description: 'Only models that the operator recommends, or only the others',
    example: true,
  })
  curated?: boolean;
}
