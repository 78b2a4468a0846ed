import { OmitType, PartialType } from '@nestjs/swagger';
import { Flag, ListOf, Nested, OneOf, Text, text } from '../../../common/http/index.js';
import {
  PLAIN_LINE,
  READABLE_MESSAGE,
  READABLE_TEXT,
  toNfc,
  VISIBLE,
  VISIBLE_MESSAGE,
} from '../../../common/text/index.js';
import { TypeConfig, TypeId } from '../types/api-type.decorator.js';
import { CATEGORY_IDS } from '../records/categories.js';
import { LimitsDto } from './limits.dto.js';
import { SETTLEMENT_POLICIES, type SettlementPolicy } from '../records/listing.js';
import { parsePrice, PRICE_MESSAGE } from '../records/price.js';
import { UsagePriceDto } from './usage-price.dto.js';
import { MAX_SLUG_LENGTH, SLUG, SLUG_MESSAGE } from '../records/slug.js';

function tidied(value: unknown): unknown {
  return toNfc(typeof value === 'string' ? value.trim() : value);
}

/** Everything a creator says of a resource. What depends on its type is judged by `ListingInput`. */
export class CreateListingDto {
  @TypeId({ description: 'What is sold; it cannot change later' })
  type: string;

  @Text({
    description: 'What buyers see as its name',
    min: 1,
    max: 100,
    tidy: tidied,
    rules: [
      [PLAIN_LINE, 'must be one line of text'],
      [VISIBLE, VISIBLE_MESSAGE],
    ],
    example: 'Haiku writer',
  })
  name: string;

  @Text({
    description: 'What buyers read of it',
    min: 1,
    max: 2_000,
    tidy: tidied,
    rules: [
      [READABLE_TEXT, READABLE_MESSAGE],
      [VISIBLE, VISIBLE_MESSAGE],
    ],
    example: 'Writes a haiku about anything.',
  })
  description: string;

  @Text({
    max: MAX_SLUG_LENGTH,
    pattern: SLUG,
    message: SLUG_MESSAGE,
    description: 'Last part of its address, once among your resources',
    example: 'haiku',
  })
  slug: string;

  @OneOf(CATEGORY_IDS, { description: 'Where the catalogue shows it', example: 'writing' })
  category: string;

  @Text({
    max: 20,
    message: PRICE_MESSAGE,
    rules: [[(price) => parsePrice(price) !== undefined, PRICE_MESSAGE]],
    optional: true,
    description:
      'USDC for one call, as a decimal text. Only `external` may leave it out: its endpoint says it',
    example: '0.05',
  })
  price?: string;

  @Nested(() => UsagePriceDto, {
    optional: true,
    nullable: true,
    description:
      'For types that run a model: charges what a call used, from `minimum` to `price`. Buyers who can only pay exactly pay `price`. Null for a fixed price',
  })
  usagePrice?: UsagePriceDto | null;

  @ListOf(text({ max: 41 }), {
    min: 1,
    max: 20,
    unique: true,
    optional: true,
    description:
      'CAIP-2 ids of the networks buyers can pay on; all that the server takes, if left out, and of `external` those that its endpoint says',
    example: ['eip155:8453'],
  })
  networks?: string[];

  @OneOf(SETTLEMENT_POLICIES, {
    optional: true,
    default: 'after_execution',
    description:
      'When buyers are charged: once there is a result, or before costly work starts; what fails then is owed back',
  })
  settlementPolicy?: SettlementPolicy;

  @Flag({
    optional: true,
    default: false,
    description: 'Whether you say that you grant refunds to buyers who ask for one',
  })
  supportsRefunds?: boolean;

  @Nested(() => LimitsDto, { optional: true, description: 'None, if left out' })
  limits?: LimitsDto;

  @TypeConfig({
    description: 'What the type needs',
    example: {
      systemPrompt: 'You are a poet. Write a haiku about {{topic}}.',
      parameters: [{ name: 'topic', description: 'What to write about', maxLength: 200 }],
      model: 'claude:claude-sonnet-5-5',
      maxTokens: 300,
    },
  })
  config: Record<string, unknown>;
}

/** Changes to a resource; what is left out stays, also within `config` and `limits`. */
export class UpdateListingDto extends PartialType(OmitType(CreateListingDto, ['type'] as const), {
  skipNullProperties: false,
}) {}
