import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import type { FieldError } from '../../../common/errors/index.js';
import { CreateListingDto } from './listing.dto.js';
import type { Warning } from '../records/listing.js';
import type { Verdict } from './rehearsal.service.js';
import { type Step, STEP_IDS } from './steps.js';

/** What a validation is about, beside the fields themselves. */
export class ValidationScope {
  @ApiPropertyOptional({
    description: 'Judge only the fields of this step of a form',
    enum: STEP_IDS,
    example: 'basics',
  })
  @IsOptional()
  @IsIn(STEP_IDS, { message: `must be one of ${STEP_IDS.join(', ')}` })
  step?: Step;

  @ApiPropertyOptional({ description: 'The resource being edited, if any', format: 'uuid' })
  @IsOptional()
  @IsUUID(undefined, { message: 'must be the id of a resource' })
  resourceId?: string;
}

/** Documents the body of a validation: any part of a listing. */
export class ValidateListingDto extends PartialType(CreateListingDto) {
  @ApiPropertyOptional({ enum: STEP_IDS, example: 'pricing' })
  step?: Step;

  @ApiPropertyOptional({ description: 'The resource being edited, if any', format: 'uuid' })
  resourceId?: string;
}

/** Query of the slug check. */
export class CheckSlugQuery {
  @ApiProperty({ example: 'haiku', description: 'Any text; a suggestion is made of it' })
  @IsString()
  @MaxLength(200)
  slug: string;

  @ApiPropertyOptional({ description: 'The resource that may have the slug already' })
  @IsOptional()
  @IsUUID(undefined, { message: 'must be the id of a resource' })
  resourceId?: string;
}

/** Something to arrange before anybody can buy. */
export class WarningDto {
  @ApiProperty({ enum: ['key_missing', 'payout_wallet_missing', 'cost_unknown'] })
  code: Warning['code'];

  @ApiProperty({ example: 'There is no usable key for claude:claude-sonnet-5-5: connect one.' })
  message: string;
}

export class FieldErrorDto {
  @ApiProperty({ example: 'config.parameters[0].name' })
  field: string;

  @ApiProperty({ example: '"topic" is not used: put {{topic}} into the prompt or remove it' })
  message: string;
}

export class VerdictDto {
  @ApiProperty({ example: false })
  valid: boolean;

  @ApiProperty({ type: [FieldErrorDto] })
  errors: FieldError[];

  @ApiProperty({ type: [WarningDto] })
  warnings: WarningDto[];

  constructor({ errors, warnings }: Verdict) {
    this.valid = errors.length === 0;
    this.errors = errors;
    this.warnings = warnings;
  }
}

export class SlugVerdictDto {
  @ApiProperty({ description: 'It has the form of a slug', example: true })
  valid: boolean;

  @ApiProperty({ description: 'It is valid, and none of your resources has it', example: false })
  available: boolean;

  @ApiPropertyOptional({ description: 'An available one like it', example: 'haiku-2' })
  suggestion?: string;
}
