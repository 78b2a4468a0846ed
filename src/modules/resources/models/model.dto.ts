import { ApiProperty } from '@nestjs/swagger';
import { CAPABILITY_IDS, type Capability, capabilitiesOf } from './capabilities.js';
import { modality, modelName, type ModelPrices, type OfferedModel } from './model.js';

const price = (description: string, example: string | null) =>
  ApiProperty({ description, type: String, nullable: true, example });

/** Exact decimals; null where the model has no such price or it depends on the call. */
export class ModelPricesDto implements ModelPrices {
  @price('USD for each token of the prompt', '0.000002')
  prompt: string | null;

  @price('USD for each token written', '0.00001')
  completion: string | null;

  @price('USD for each call', '0')
  request: string | null;

  @price('USD for each picture sent', null)
  image: string | null;

  @price('USD for each search of the web', '0.01')
  webSearch: string | null;

  @price('USD for each token of reasoning, where it is not that of `completion`', null)
  internalReasoning: string | null;

  @price('USD for each token read from a cache', '0.0000002')
  cacheRead: string | null;

  @price('USD for each token written to a cache', '0.0000025')
  cacheWrite: string | null;
}

export class LongPromptsDto {
  @ApiProperty({
    description: 'Prompts with more tokens than this cost these prices',
    example: 100_000,
  })
  abovePromptTokens: number;

  @ApiProperty({ description: 'What long prompts cost', type: ModelPricesDto })
  prices: ModelPricesDto;
}

/** A model that can be used now. */
export class ModelDto {
  @ApiProperty({
    description: 'How resources name it: `provider:model`',
    example: 'openrouter:anthropic/claude-sonnet-5.5',
  })
  model: string;

  @ApiProperty({ description: 'The provider whose key a call needs', example: 'openrouter' })
  provider: string;

  @ApiProperty({ description: 'As the provider writes it', example: 'anthropic/claude-sonnet-5.5' })
  id: string;

  @ApiProperty({ description: 'Name for people', example: 'Anthropic: Claude Sonnet 5.5' })
  name: string;

  @ApiProperty({
    description: 'What its maker says of it',
    type: String,
    nullable: true,
    example: 'Balanced speed and depth.',
  })
  description: string | null;

  @ApiProperty({ description: 'Who made it', example: 'anthropic' })
  maker: string;

  @ApiProperty({
    description: 'Tokens that prompt and answer may have together',
    type: Number,
    nullable: true,
    example: 1_000_000,
  })
  contextLength: number | null;

  @ApiProperty({
    description: 'Most tokens that it writes in one answer; null when nobody says',
    type: Number,
    nullable: true,
    example: 128_000,
  })
  maxOutputTokens: number | null;

  @ApiProperty({ description: 'What goes in and what comes out', example: 'text+image->text' })
  modality: string;

  @ApiProperty({ description: 'What it reads', type: [String], example: ['text', 'image'] })
  inputModalities: readonly string[];

  @ApiProperty({ description: 'What it writes', type: [String], example: ['text'] })
  outputModalities: readonly string[];

  @ApiProperty({
    description: 'What it can do',
    enum: CAPABILITY_IDS,
    isArray: true,
    example: ['tools', 'image_input'],
  })
  capabilities: Capability[];

  @ApiProperty({
    description: 'Parameters of a call, by OpenRouter’s names for them',
    type: [String],
    example: ['max_tokens', 'temperature', 'tools'],
  })
  supportedParameters: readonly string[];

  @ApiProperty({ description: 'What it costs you; buyers pay your price', type: ModelPricesDto })
  prices: ModelPricesDto;

  @ApiProperty({
    description: 'What longer prompts cost, where that differs',
    type: LongPromptsDto,
    nullable: true,
    example: null,
  })
  longPrompts: LongPromptsDto | null;

  @ApiProperty({ description: 'Whether the operator recommends it', example: true })
  isCurated: boolean;

  constructor(model: OfferedModel) {
    this.model = modelName(model);
    this.provider = model.provider;
    this.id = model.id;
    this.name = model.name;
    this.description = model.description;
    this.maker = model.maker;
    this.contextLength = model.contextLength;
    this.maxOutputTokens = model.maxOutputTokens;
    this.modality = modality(model);
    this.inputModalities = model.inputModalities;
    this.outputModalities = model.outputModalities;
    this.capabilities = capabilitiesOf(model);
    this.supportedParameters = model.supportedParameters;
    this.prices = model.prices;
    this.longPrompts = model.longPrompts;
    this.isCurated = model.isCurated;
  }
}

/** One page of the models, sorted by `model`. */
export class ModelPageDto {
  @ApiProperty({ description: 'Models, by name', type: [ModelDto] })
  items: ModelDto[];

  @ApiProperty({
    description: '`cursor` of the next page; null on the last one',
    type: String,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;
}
