import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Query of a paged list. */
export class PageQuery {
  @ApiPropertyOptional({ description: 'How many rows, 1 to 100', example: 20, default: 20 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 20;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before', example: 'WyIyMDI2…' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;
}
