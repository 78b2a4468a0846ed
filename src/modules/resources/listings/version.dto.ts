import { ApiProperty } from '@nestjs/swagger';
import { encodeCursor } from '../../../common/database/index.js';
import { formatUsdc } from '../../../common/money/index.js';
import type { ResourceVersionEntity } from '../records/resource-version.entity.js';
import { ApiTypeConfig } from '../types/api-type.decorator.js';
import { UsagePriceDto } from './usage-price.dto.js';

/** A version in the list of its resource. */
export class ResourceVersionSummaryDto {
  @ApiProperty({ description: 'From 1 on, within the resource', example: 2 })
  version: number;

  @ApiProperty({ description: 'What buyers saw as its name', example: 'Haiku writer' })
  name: string;

  @ApiProperty({ description: 'USDC for one call', example: '0.05' })
  price: string;

  @ApiProperty({
    description: 'How calls were charged by use, up to `price`; null for a fixed price',
    type: UsagePriceDto,
    nullable: true,
  })
  usagePrice: UsagePriceDto | null;

  @ApiProperty({ description: 'CAIP-2 ids', type: [String], example: ['eip155:8453'] })
  networks: string[];

  @ApiProperty({ description: 'When it was first offered', example: '2026-03-01T12:00:00.000Z' })
  offeredAt: string;

  @ApiProperty({
    description:
      'When it was last taken off or replaced; null while buyers are offered it. Offers made before hold for ten minutes.',
    type: String,
    nullable: true,
    example: null,
  })
  supersededAt: string | null;

  constructor(row: ResourceVersionEntity) {
    this.version = row.version;
    this.name = row.name;
    this.price = formatUsdc(row.price);
    this.usagePrice = row.usagePrice;
    this.networks = row.networks;
    this.offeredAt = row.createdAt.toISOString();
    this.supersededAt = row.supersededAt?.toISOString() ?? null;
  }
}

/** A version with all that calls of it run by. */
export class ResourceVersionDto extends ResourceVersionSummaryDto {
  @ApiTypeConfig()
  config: object;

  constructor(row: ResourceVersionEntity) {
    super(row);
    this.config = row.config ?? {};
  }
}

/** One page of the versions of a resource, newest first. */
export class ResourceVersionPageDto {
  @ApiProperty({ description: 'Newest first', type: [ResourceVersionSummaryDto] })
  items: ResourceVersionSummaryDto[];

  @ApiProperty({
    description: '`cursor` of the next page; null on the last one',
    type: String,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;

  /** @param rows up to one more than `limit`, which tells that there is a next page */
  constructor(rows: readonly ResourceVersionEntity[], limit: number) {
    const shown = rows.slice(0, limit);
    this.items = shown.map((row) => new ResourceVersionSummaryDto(row));
    const last = rows.length > limit ? shown.at(-1) : undefined;
    this.nextCursor = last === undefined ? null : cursorOf(last);
  }
}

function cursorOf({ createdAt, version }: ResourceVersionEntity): string {
  return encodeCursor({ createdAt: createdAt.toISOString(), id: String(version) });
}
