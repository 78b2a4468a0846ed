import { ApiProperty, ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  Allow,
  ArrayNotEmpty,
  ArrayUnique,
  IsBoolean,
  IsIn,
  IsObject,
  IsString,
  Matches,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { BoundedList } from '../../../common/http/index.js';
import {
  PLAIN_LINE,
  READABLE_MESSAGE,
  READABLE_TEXT,
  toNfc,
  VISIBLE,
  VISIBLE_MESSAGE,
} from '../../../common/text/index.js';
import { MaxCharacters } from '../templates/max-characters.decorator.js';
import { ApiTypeConfig, ApiTypeId } from '../types/api-type.decorator.js';
import { CATEGORY_IDS } from '../records/categories.js';
import { LimitsDto } from './limits.dto.js';
import { SETTLEMENT_POLICIES, type SettlementPolicy } from '../records/listing.js';
import { parsePrice, PRICE_MESSAGE } from '../records/price.js';
import { isSlug, MAX_SLUG_LENGTH, SLUG, SLUG_MESSAGE } from '../records/slug.js';

const tidied = Transform(({ value }: { value: unknown }) =>
  toNfc(typeof value === 'string' ? value.trim() : value),
);

function Satisfies(name: string, test: (value: unknown) => boolean, message: string) {
  return ValidateBy({ name, validator: { validate: test, defaultMessage: () => message } });
}

/** Everything a creator says of a resource. What depends on its type is judged by `ListingInput`. */
export class CreateListingDto {
  @ApiTypeId({ description: 'What is sold; it cannot change later' })
  @Allow()
  type: string;

  @ApiProperty({ example: 'Haiku writer', minLength: 1, maxLength: 100 })
  @tidied
  @IsString()
  @MinLength(1, { message: 'must not be empty' })
  @MaxCharacters(100)
  @Matches(PLAIN_LINE, { message: 'must be one line of text' })
  @Matches(VISIBLE, { message: VISIBLE_MESSAGE })
  name: string;

  @ApiProperty({ example: 'Writes a haiku about anything.', minLength: 1, maxLength: 2000 })
  @tidied
  @IsString()
  @MinLength(1, { message: 'must not be empty' })
  @MaxCharacters(2000)
  @Matches(READABLE_TEXT, { message: READABLE_MESSAGE })
  @Matches(VISIBLE, { message: VISIBLE_MESSAGE })
  description: string;

  @ApiProperty({
    description: 'Last part of its address, once among your resources',
    example: 'haiku',
    pattern: SLUG.source,
    maxLength: MAX_SLUG_LENGTH,
  })
  @Satisfies('isSlug', (value) => typeof value === 'string' && isSlug(value), SLUG_MESSAGE)
  slug: string;

  @ApiProperty({ enum: CATEGORY_IDS, example: 'writing' })
  @IsIn(CATEGORY_IDS, { message: `must be one of ${CATEGORY_IDS.join(', ')}` })
  category: string;

  @ApiPropertyOptional({
    description:
      'USDC for one call, as a decimal text. Only `external` may leave it out: its endpoint says it',
    example: '0.05',
  })
  @ValidateIf((_body, value: unknown) => value !== undefined)
  @Satisfies('isPrice', (value) => parsePrice(value) !== undefined, PRICE_MESSAGE)
  price?: string;

  @ApiPropertyOptional({
    description:
      'CAIP-2 ids of the networks buyers can pay on; all that the server takes, if left out, and of `external` those that its endpoint says',
    type: [String],
    example: ['eip155:8453'],
  })
  @ValidateIf((_body, value: unknown) => value !== undefined)
  @IsString({ each: true })
  @ArrayUnique()
  @ArrayNotEmpty()
  @BoundedList(20)
  networks?: string[];

  @ApiPropertyOptional({
    enum: SETTLEMENT_POLICIES,
    default: 'after_execution',
    description:
      'When buyers are charged: once there is a result, or before costly work starts; what fails then is owed back',
  })
  @ValidateIf((_body, value: unknown) => value !== undefined)
  @IsIn(SETTLEMENT_POLICIES, { message: `must be one of ${SETTLEMENT_POLICIES.join(', ')}` })
  settlementPolicy?: SettlementPolicy;

  @ApiPropertyOptional({
    default: false,
    description: 'Whether you say that you grant refunds to buyers who ask for one',
  })
  @ValidateIf((_body, value: unknown) => value !== undefined)
  @IsBoolean({ message: 'must be true or false' })
  supportsRefunds?: boolean;

  @ApiPropertyOptional({ type: LimitsDto, description: 'None, if left out' })
  @ValidateIf((_body, value: unknown) => value !== undefined)
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;

  @ApiTypeConfig({
    description: 'What the type needs',
    example: {
      systemPrompt: 'You are a poet. Write a haiku about {{topic}}.',
      parameters: [{ name: 'topic', description: 'What to write about', maxLength: 200 }],
      model: 'claude:claude-sonnet-5-5',
      maxTokens: 300,
    },
  })
  @IsObject({ message: 'must be an object' })
  config: Record<string, unknown>;
}

/** Changes to a resource; what is left out stays, also within `config` and `limits`. */
export class UpdateListingDto extends PartialType(OmitType(CreateListingDto, ['type'] as const), {
  skipNullProperties: false,
}) {}
