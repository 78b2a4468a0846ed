import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { formatUsdc } from '../../../common/money/index.js';
import { OwnEndpointDto } from '../endpoints/endpoint.dto.js';
import { ApiTypeConfig, ApiTypeId } from '../types/api-type.decorator.js';
import { type ResourceStatus, STATUSES } from '../records/resource-lifecycle.js';
import { SETTLEMENT_POLICIES, type SettlementPolicy, type Warning } from '../records/listing.js';
import { LimitsDto, showLimits } from './limits.dto.js';
import { UsagePriceDto } from './usage-price.dto.js';
import type { OwnedResource } from './listings.service.js';
import {
  INDEX_STATUSES,
  type IndexReportEntity,
  type IndexStatus,
} from '../records/index-report.entity.js';
import type { ResourceEntity } from '../records/resource.entity.js';
import { WarningDto } from './rehearsal.dto.js';

/** What an owner is shown beside what is stored. */
export interface Beside {
  readonly url: string | null;
  readonly typeIsAvailable: boolean;
}

/** The same where a single resource is shown. */
export interface AllBeside extends Beside {
  readonly indexes: readonly IndexReportEntity[];
}

/** What an index of paid resources says of one. */
export class IndexReportDto {
  @ApiProperty({
    description: 'Origin of the facilitator whose index it is',
    example: 'https://api.cdp.coinbase.com',
  })
  index: string;

  @ApiProperty({
    enum: INDEX_STATUSES,
    description: '`processing`: it was taken, and is listed later',
    example: 'indexed',
  })
  status: IndexStatus;

  @ApiProperty({
    description: 'Why the index rejected it, in its own words; null where it gives no reason',
    type: String,
    nullable: true,
    example: null,
  })
  reason: string | null;

  @ApiProperty({
    description: 'When it said so last, give or take an hour',
    example: '2026-03-01T12:00:00.000Z',
  })
  toldAt: string;

  constructor({ toldBy, status, reason, toldAt }: IndexReportEntity) {
    this.index = toldBy;
    this.status = status;
    this.reason = reason;
    this.toldAt = toldAt.toISOString();
  }
}

/** A resource in its owner's list. */
export class OwnedResourceSummaryDto {
  @ApiProperty({
    description: 'Id of the resource',
    format: 'uuid',
    example: '8f14e45f-ceea-467f-a1d6-6d8f7b0a3c11',
  })
  id: string;

  @ApiTypeId()
  type: string;

  @ApiProperty({
    description:
      'False while the server does not have this type: nobody can buy it then, whatever its status',
    example: true,
  })
  typeIsAvailable: boolean;

  @ApiProperty({
    description: 'Where it stands: only `published` is on sale',
    enum: STATUSES,
    example: 'draft',
  })
  status: ResourceStatus;

  @ApiProperty({
    description: 'Where buyers call it once it is published; null until you have a username',
    type: String,
    nullable: true,
    example: 'https://api.example.com/@ada/haiku',
  })
  url: string | null;

  @ApiProperty({ description: 'Last part of its address', example: 'haiku' })
  slug: string;

  @ApiProperty({ description: 'What buyers see as its name', example: 'Haiku writer' })
  name: string;

  @ApiProperty({ description: 'What buyers read of it', example: 'Writes a haiku about anything.' })
  description: string;

  @ApiProperty({ description: 'Where the catalogue shows it', example: 'writing' })
  category: string;

  @ApiProperty({
    description: 'USDC for one call; null until the endpoint that asks for it is verified',
    type: String,
    nullable: true,
    example: '0.05',
  })
  price: string | null;

  @ApiProperty({
    description: 'How calls are charged by use, up to `price`; null for a fixed price',
    type: UsagePriceDto,
    nullable: true,
  })
  usagePrice: UsagePriceDto | null;

  @ApiProperty({
    description: 'Empty until the endpoint is verified',
    type: [String],
    example: ['eip155:8453'],
  })
  networks: string[];

  @ApiProperty({ description: 'Whether buyers may ask for a refund', example: false })
  supportsRefunds: boolean;

  @ApiProperty({
    description: 'When it last went on sale; null when it never did',
    type: String,
    nullable: true,
    example: '2026-03-01T12:00:00.000Z',
  })
  publishedAt: string | null;

  @ApiProperty({ description: 'When you created it', example: '2026-03-01T12:00:00.000Z' })
  createdAt: string;

  @ApiProperty({ description: 'When it last changed', example: '2026-03-01T12:00:00.000Z' })
  updatedAt: string;

  constructor(resource: ResourceEntity, { url, typeIsAvailable }: Beside) {
    this.id = resource.id;
    this.type = resource.type;
    this.typeIsAvailable = typeIsAvailable;
    this.status = resource.status;
    this.url = url;
    this.slug = resource.slug;
    this.name = resource.name;
    this.description = resource.description;
    this.category = resource.category;
    this.usagePrice = resource.usagePrice;
    this.price = resource.price === null ? null : formatUsdc(resource.price);
    this.networks = resource.networks;
    this.supportsRefunds = resource.supportsRefunds;
    this.publishedAt = resource.publishedAt?.toISOString() ?? null;
    this.createdAt = resource.createdAt.toISOString();
    this.updatedAt = resource.updatedAt.toISOString();
  }
}

/** A resource as only its owner sees it, with its configuration. */
export class OwnedResourceDto extends OwnedResourceSummaryDto {
  @ApiProperty({
    description: 'When the money moves, relative to the work',
    enum: SETTLEMENT_POLICIES,
  })
  settlementPolicy: SettlementPolicy;

  @ApiProperty({
    description: 'Number of the version that buyers are offered; null before the first publication',
    type: Number,
    nullable: true,
    example: 1,
  })
  version: number | null;

  @ApiProperty({ description: 'What holds calls back', type: LimitsDto })
  limits: LimitsDto;

  @ApiTypeConfig()
  config: object;

  @ApiPropertyOptional({
    description: 'Of `external`: what its endpoint was found to say, once it was published',
    type: OwnEndpointDto,
  })
  endpoint?: OwnEndpointDto;

  @ApiProperty({
    description:
      'Which indexes list it, as the facilitators said that settled its calls; empty until one said something',
    type: [IndexReportDto],
  })
  indexes: IndexReportDto[];

  constructor({ resource, version, endpoint }: OwnedResource, config: object, beside: AllBeside) {
    super(resource, beside);
    this.settlementPolicy = resource.settlementPolicy;
    this.version = version;
    this.limits = showLimits(resource.limits);
    this.config = config;
    if (endpoint !== null) this.endpoint = new OwnEndpointDto(endpoint);
    this.indexes = beside.indexes.map((report) => new IndexReportDto(report));
  }
}

export class PublishedResourceDto extends OwnedResourceDto {
  @ApiProperty({ description: 'What is missing for calls to succeed', type: [WarningDto] })
  warnings: WarningDto[];

  constructor(owned: OwnedResource, config: object, beside: AllBeside, warnings: Warning[]) {
    super(owned, config, beside);
    this.warnings = warnings;
  }
}
