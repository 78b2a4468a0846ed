import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { BoundedList, PageQuery } from '../../../common/http/index.js';
import { PLAIN_TEXT } from '../../../common/text/index.js';
import { CAPABILITY_IDS, type Capability } from './capabilities.js';

const MODALITY = /^[a-z]{1,20}$/;
const MODALITY_MESSAGE = 'must be one word such as text, image, audio or file';

export class ModelsQuery extends PageQuery {
  @ApiPropertyOptional({
    description: 'Words that must all occur in name or id',
    example: 'claude',
  })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @Matches(PLAIN_TEXT, { message: 'must not contain NUL or broken Unicode' })
  q?: string;

  @ApiPropertyOptional({
    description: 'The provider whose key a call needs',
    example: 'openrouter',
  })
  @IsOptional()
  @Matches(/^[a-z0-9_-]{1,32}$/, { message: 'must be the id of a provider, such as claude' })
  provider?: string;

  @ApiPropertyOptional({ description: 'Who made the model', example: 'anthropic' })
  @IsOptional()
  @Matches(/^[!-.0-~]{1,80}$/, { message: 'must be what stands before the slash, such as openai' })
  maker?: string;

  @ApiPropertyOptional({ description: 'What the model must read', example: 'image' })
  @IsOptional()
  @Matches(MODALITY, { message: MODALITY_MESSAGE })
  inputModality?: string;

  @ApiPropertyOptional({ description: 'What the model must give', example: 'text' })
  @IsOptional()
  @Matches(MODALITY, { message: MODALITY_MESSAGE })
  outputModality?: string;

  @ApiPropertyOptional({
    description: 'What the model must be able to do: all of these; separated by commas or repeated',
    enum: CAPABILITY_IDS,
    isArray: true,
    example: ['tools', 'image_input'],
  })
  @IsOptional()
  @BoundedList(CAPABILITY_IDS.length)
  @Transform(({ value }) => listOf(value))
  @IsIn(CAPABILITY_IDS, { each: true, message: `must be among ${CAPABILITY_IDS.join(', ')}` })
  capability?: Capability[];

  @ApiPropertyOptional({
    description: 'Only models that the operator recommends, or only the others',
    type: Boolean,
    example: true,
  })
  @IsOptional()
  @Transform(({ value }) => toBoolean(value))
  @IsBoolean({ message: 'must be true or false' })
  curated?: boolean;
}

/** `a,b` and `a` given several times mean the same. */
function listOf(value: unknown): unknown[] {
  const given: unknown[] = Array.isArray(value) ? value : [value];
  return given.flatMap((one) => (typeof one === 'string' ? one.split(',') : [one]));
}

function toBoolean(value: unknown): unknown {
  return value === 'true' ? true : value === 'false' ? false : value;
}
