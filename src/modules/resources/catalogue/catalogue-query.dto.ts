import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  Allow,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateBy,
} from 'class-validator';
import { PageQuery } from '../../../common/http/index.js';
import { parseUsdc } from '../../../common/money/index.js';
import { CATEGORY_IDS } from '../records/categories.js';
import { PLAIN_TEXT } from '../../../common/text/index.js';
import { ApiTypeIdOptional } from '../types/api-type.decorator.js';
import { type Sort, SORTS } from './order.js';

const IsUsdc = () =>
  ValidateBy({
    name: 'isUsdc',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && parseUsdc(value) !== undefined,
      defaultMessage: () => 'must be a decimal text such as 0.05, with at most six decimals',
    },
  });

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, false: false };

export class CatalogueQuery extends PageQuery {
  @ApiPropertyOptional({
    description:
      'Words, or their beginnings, that must all occur in the name, the address, the category or the description. When nothing has them all, typing errors are corrected by the words of names on sale',
    example: 'haiku',
  })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @Matches(PLAIN_TEXT, { message: 'must not contain NUL or broken Unicode' })
  q?: string;

  @ApiPropertyOptional({ enum: CATEGORY_IDS, example: 'writing' })
  @IsOptional()
  @IsIn(CATEGORY_IDS, { message: `must be one of ${CATEGORY_IDS.join(', ')}` })
  category?: string;

  @ApiPropertyOptional({ description: 'CAIP-2 id of a network to pay on', example: 'eip155:8453' })
  @IsOptional()
  @Matches(/^[a-z0-9-]{3,8}:[a-zA-Z0-9_-]{1,32}$/, {
    message: 'must be a CAIP-2 id such as eip155:8453',
  })
  network?: string;

  /** Which types there are is asked in `readQuery`. */
  @ApiTypeIdOptional()
  @Allow()
  type?: string;

  @ApiPropertyOptional({ description: 'Who sells it', example: 'ada' })
  @IsOptional()
  @Matches(/^[a-z0-9_]{1,20}$/, { message: 'must be a username' })
  username?: string;

  @ApiPropertyOptional({ description: 'USDC for one call, at least', example: '0.01' })
  @IsOptional()
  @IsUsdc()
  minPrice?: string;

  @ApiPropertyOptional({ description: 'USDC for one call, at most', example: '0.25' })
  @IsOptional()
  @IsUsdc()
  maxPrice?: string;

  @ApiPropertyOptional({ description: 'Whether the creator says that refunds are granted' })
  @Transform(({ value }: { value: unknown }) => BOOLEANS[String(value)] ?? value)
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  supportsRefunds?: boolean;

  @ApiPropertyOptional({
    enum: SORTS,
    description:
      'Best match (needs `q`), most called, newest, cheapest or dearest first. Without it, `relevance` where `q` is given, else `latest`',
  })
  @IsOptional()
  @IsIn(SORTS, { message: `must be one of ${SORTS.join(', ')}` })
  sort?: Sort;
}
