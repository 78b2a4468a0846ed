import { ApiProperty } from '@nestjs/swagger';
import { Flag, PageQuery, Text } from '../../../common/http/index.js';
import { PLAIN_LINE } from '../../../common/text/index.js';
import type { CurationEntry } from './curation-entry.entity.js';
import { MAX_MODEL_ID, MODEL_ID } from './model.js';
import type { OpenRouterModel } from './model.entity.js';
import { ModelDto } from './model.dto.js';
import type { SyncOutcome } from './model-sync.service.js';
import { fromTable } from './offered-models.js';

export class SyncRequest {
  @Flag({
    optional: true,
    description: 'Follow the listing even if it has less than half of the active models',
    default: false,
    example: false,
  })
  acceptLoss?: boolean;
}

/** What came of a sync. */
export class SyncOutcomeDto {
  @ApiProperty({ description: 'Models in the listing', example: 412 })
  listed: number;

  @ApiProperty({ description: 'Entries of the listing that the server could not use', example: 0 })
  unusable: number;

  @ApiProperty({ description: 'Models that are new', example: 3 })
  added: number;

  @ApiProperty({ description: 'Models that are active again', example: 1 })
  returned: number;

  @ApiProperty({ description: 'Models that are inactive now', example: 2 })
  vanished: number;

  @ApiProperty({ description: 'When OpenRouter was asked', example: '2026-03-01T03:00:00.000Z' })
  askedAt: string;

  constructor({ askedAt, ...counts }: SyncOutcome) {
    Object.assign(this, counts);
    this.askedAt = askedAt.toISOString();
  }
}

export class CurationRequest {
  @Flag({ description: 'Whether the model is recommended', example: true })
  isCurated: boolean;

  @Text({
    max: 500,
    rules: [[PLAIN_LINE, 'must be one line of plain text']],
    optional: true,
    nullable: true,
    description: 'Why you decide so, for the log of curation',
    example: 'Best value for short texts',
  })
  reason?: string | null;
}

/** A model as the operator sees it. */
export class CuratedModelDto extends ModelDto {
  @ApiProperty({ description: 'Whether OpenRouter still lists it', example: true })
  isActive: boolean;

  @ApiProperty({
    description: 'When OpenRouter first listed it',
    example: '2026-01-12T03:00:00.000Z',
  })
  firstSeenAt: string;

  @ApiProperty({
    description: 'When OpenRouter last listed it',
    example: '2026-03-01T03:00:00.000Z',
  })
  lastSeenAt: string;

  constructor(row: OpenRouterModel) {
    super(fromTable(row));
    this.isActive = row.isActive;
    this.firstSeenAt = row.firstSeenAt.toISOString();
    this.lastSeenAt = row.lastSeenAt.toISOString();
  }
}

export class CurationHistoryQuery extends PageQuery {
  @Text({
    max: MAX_MODEL_ID,
    pattern: MODEL_ID,
    message: 'must be the id of a model',
    optional: true,
    description: 'Only entries about this model',
    example: 'openai/gpt-5',
  })
  modelId?: string;
}

/** One decision of the operator. */
export class CurationEntryDto {
  @ApiProperty({ description: 'Number of the entry', example: '7' })
  id: string;

  @ApiProperty({ description: 'The model, as OpenRouter calls it', example: 'openai/gpt-5' })
  modelId: string;

  @ApiProperty({
    description: 'Whether the operator recommended it or took that back',
    example: true,
  })
  isCurated: boolean;

  @ApiProperty({
    description: 'Why, in the operator’s words',
    type: String,
    nullable: true,
    example: 'Best value for short texts',
  })
  reason: string | null;

  @ApiProperty({ description: 'Last characters of the key that was sent', example: 'x9Qk' })
  keyHint: string;

  @ApiProperty({
    description: 'The request that decided it, as it stands in the log',
    example: '4f1c2d0e-5a8b-4a53-9c55-0f1c6f6ad3c2',
  })
  requestId: string;

  @ApiProperty({ description: 'When it was decided', example: '2026-03-01T12:00:00.000Z' })
  createdAt: string;

  constructor({ createdAt, ...entry }: CurationEntry) {
    Object.assign(this, entry);
    this.createdAt = createdAt.toISOString();
  }
}

/** One page of the trail, newest first. */
export class CurationPageDto {
  @ApiProperty({ description: 'Decisions, newest first', type: [CurationEntryDto] })
  items: CurationEntryDto[];

  @ApiProperty({
    description: '`cursor` of the next page; null on the last one',
    type: String,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;
}
