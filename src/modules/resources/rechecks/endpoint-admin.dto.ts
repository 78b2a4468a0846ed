import { ApiProperty } from '@nestjs/swagger';
import { CURSOR_MESSAGE, FieldErrorDto, Uuid, WholeNumber } from '../../../common/http/index.js';
import type { BackfillFailure, BackfillOutcome } from './refunds-backfill.service.js';

/** Which endpoints are asked now. */
export class BackfillRequest {
  @WholeNumber({ min: 1, max: 50, description: 'How many', default: 25 })
  limit: number = 25;

  @Uuid({
    message: CURSOR_MESSAGE,
    optional: true,
    description: '`nextCursor` of the page before; none for the first page',
  })
  cursor?: string;
}

/** An endpoint that could not be asked; what is known of it stays as it is. */
export class BackfillFailureDto {
  @ApiProperty({
    description: 'The resource that stays as it was',
    format: 'uuid',
    example: '8f14e45f-ceea-467f-a1d6-6d8f7b0a3c11',
  })
  resourceId: string;

  @ApiProperty({ description: 'Why its endpoint could not be asked', example: 'unreachable' })
  code: string;

  @ApiProperty({ description: 'What is wrong with its endpoint', type: [FieldErrorDto] })
  errors: FieldErrorDto[];

  constructor({ errors, ...failure }: BackfillFailure) {
    Object.assign(this, failure);
    this.errors = [...errors];
  }
}

export class BackfillOutcomeDto {
  @ApiProperty({ description: 'Endpoints of this page', example: 25 })
  checked: number;

  @ApiProperty({
    description: 'Endpoints of this page that now say something else than before',
    example: 2,
  })
  changed: number;

  @ApiProperty({ description: 'Endpoints of this page that the server could not ask', example: 1 })
  failed: number;

  @ApiProperty({
    description: 'Resources whose endpoint gave no answer',
    type: [BackfillFailureDto],
  })
  failures: BackfillFailureDto[];

  @ApiProperty({
    description: '`cursor` of the next page; null on the last one',
    type: String,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;

  constructor({ checked, changed, failures, next }: BackfillOutcome) {
    this.checked = checked;
    this.changed = changed;
    this.failed = failures.length;
    this.failures = failures.map((failure) => new BackfillFailureDto(failure));
    this.nextCursor = next;
  }
}
