import { ApiProperty } from '@nestjs/swagger';

export class AffectedResourcesDto {
  @ApiProperty({ type: 'integer', minimum: 0, example: 3 })
  count: number;
}
