import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { Flag, ListOf, ProblemDto, type Shape } from '../../../common/http/index.js';
import { CreateListingDto } from './listing.dto.js';

/** How many resources one request registers at the most. */
export const MAX_ROWS = 25;

/** The server judges each row when its turn comes. */
const row: Shape = {
  schema: { $ref: getSchemaPath(CreateListingDto) },
  problemWith: () => undefined,
};

export class BulkRegistrationDto {
  @ListOf(row, {
    min: 1,
    max: MAX_ROWS,
    message: `must be a list of 1 to ${MAX_ROWS} rows`,
    description: 'Each as `POST /resources` takes it; each is judged and stored by itself',
  })
  items: unknown[];

  @Flag({ default: false, description: 'Whether all of them go on sale at once' })
  publish: boolean = false;
}

/** What became of one row. */
export class BulkRowDto {
  @ApiProperty({ description: 'Position of the row in `items`, from 0', example: 0 })
  index: number;

  @ApiProperty({
    enum: ['created', 'published', 'failed'],
    description: '`created` with a `problem`: it is a draft, and could not be published',
  })
  status: 'created' | 'published' | 'failed';

  @ApiPropertyOptional({ format: 'uuid', description: 'Where it was stored' })
  id?: string;

  @ApiPropertyOptional({
    description: 'Where buyers call it; null while it is not on sale',
    type: String,
    nullable: true,
    example: 'https://api.example.com/@ada/haiku',
  })
  url?: string | null;

  @ApiPropertyOptional({
    type: ProblemDto,
    description: 'What `POST /resources` or the publication would have answered',
  })
  problem?: Record<string, unknown>;
}

export class BulkResultDto {
  @ApiProperty({ type: [BulkRowDto], description: 'In the order of `items`' })
  items: BulkRowDto[];
}
