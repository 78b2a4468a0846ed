import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PageQuery } from '../../../common/http/index.js';
import { CATEGORY_IDS } from '../listings/categories.js';
import { PLAIN_TEXT } from '../templates/text.js';
import { RESOURCE_TYPES } from '../types/resource-types.service.js';
import { type Sort, SORTS } from './order.js';

const TYPE_IDS = RESOURCE_TYPES.map(({ id }) => id);

export class CatalogueQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Words that must all occur', example: 'haiku' })
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

  @ApiPropertyOptional({ enum: TYPE_IDS })
  @IsOptional()
  @IsIn(TYPE_IDS, { message: `must be one of ${TYPE_IDS.join(', ')}` })
  type?: string;

  @ApiPropertyOptional({
    enum: SORTS,
    description: 'Newest, cheapest or most called first',
    default: 'latest',
  })
  @IsIn(SORTS, { message: `must be one of ${SORTS.join(', ')}` })
  sort: Sort = 'latest';
}
