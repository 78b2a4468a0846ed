import { ApiProperty, ApiPropertyOptional, IntersectionType, PartialType } from '@nestjs/swagger';
import type { FieldError } from '../../../common/errors/index.js';
import { FieldErrorDto, OneOf, Text, Uuid } from '../../../common/http/index.js';
import { CreateListingDto } from './listing.dto.js';
import { type Warning, WARNING_CODES } from '../records/listing.js';
import type { Verdict } from './rehearsal.service.js';
import { type Step, STEP_IDS } from './steps.js';

/** What a validation is about, beside the fields themselves. */
export class ValidationScope {
  @OneOf(STEP_IDS, {
    optional: true,
    description: 'Judge only the fields of this step of a form',
    example: 'basics',
  })
  step?: Step;

  @Uuid({
    message: 'must be the id of a resource',
    optional: true,
    description: 'The resource being edited, if any',
  })
  resourceId?: string;
}

/** Documents the body of a validation: any part of a listing. */
export class ValidateListingDto extends IntersectionType(
  PartialType(CreateListingDto),
  ValidationScope,
) {}

/** Query of the slug check. */
export class CheckSlugQuery {
  @Text({
    max: 200,
    description: 'Any text; the server suggests a slug made of it',
    example: 'haiku',
  })
  slug: string;

  @Uuid({
    message: 'must be the id of a resource',
    optional: true,
    description: 'The resource that may have the slug already',
  })
  resourceId?: string;
}

/** Something to arrange before anybody can buy. */
export class WarningDto {
  @ApiProperty({
    description: 'Stable: decide by this code',
    enum: WARNING_CODES,
    example: 'key_missing',
  })
  code: Warning['code'];

  @ApiProperty({
    description: 'What is missing, for people',
    example: 'There is no usable key for claude:claude-sonnet-5-5: connect one.',
  })
  message: string;

  @ApiPropertyOptional({
    description: 'Of `endpoint_unreachable`: why the server does not get there',
    example: 'address',
  })
  reason?: string;

  @ApiPropertyOptional({
    description: 'The setting of the server that its operator can mend it with',
    example: 'EGRESS_ALLOW',
  })
  setting?: string;
}

export class VerdictDto {
  @ApiProperty({ description: 'Whether it could be stored as it is', example: false })
  valid: boolean;

  @ApiProperty({ description: 'What is wrong, field by field', type: [FieldErrorDto] })
  errors: FieldError[];

  @ApiProperty({ description: 'What would be missing for calls to succeed', type: [WarningDto] })
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

  @ApiProperty({
    description: 'It is valid and not reserved, and no other resource of yours has it',
    example: false,
  })
  available: boolean;

  @ApiPropertyOptional({ description: 'An available one like it', example: 'haiku-2' })
  suggestion?: string;
}
