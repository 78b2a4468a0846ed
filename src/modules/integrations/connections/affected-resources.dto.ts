import { ApiProperty } from '@nestjs/swagger';

export class AffectedResourcesDto {
  @ApiProperty({
    description: 'Resources on sale that stop selling',
    type: 'integer',
    minimum: 0,
    example: 3,
  })
  count: number;
}
