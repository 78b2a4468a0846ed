import { ApiProperty } from '@nestjs/swagger';
import { OneOf, PageQuery } from '../../../common/http/index.js';
import { type ResourceStatus, STATUSES } from '../records/resource-lifecycle.js';
import { OwnedResourceSummaryDto } from './owned-resource.dto.js';

export class OwnedResourcesQuery extends PageQuery {
  @OneOf(STATUSES, { optional: true, description: 'All but archived ones, if left out' })
  status?: ResourceStatus;
}

/** One page of an owner's resources, newest first. */
export class OwnedResourcePageDto {
  @ApiProperty({ description: 'Your resources, newest first', type: [OwnedResourceSummaryDto] })
  items: OwnedResourceSummaryDto[];

  @ApiProperty({
    description: '`cursor` of the next page; null on the last one',
    type: String,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;
}
