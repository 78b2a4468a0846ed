import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsIn,
  IsInt,
  IsOptional,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { BoundedList } from '../../../../common/http/index.js';
import { LIMITS, PROXY_METHODS, type ProxyMethod } from './proxy-config.js';

/** The `config` of a resource of type `proxy`. */
export class ProxyConfigDto {
  @ApiProperty({
    description: 'Secret: your endpoint. What buyers send as query is added to its own',
    example: 'https://api.example.com/v1/forecast?units=metric',
    maxLength: LIMITS.url,
  })
  @MaxLength(LIMITS.url)
  @Matches(/^https?:\/\/[\x21-\x7e]+$/, { message: 'must be an http or https URL' })
  url: string;

  @ApiPropertyOptional({
    enum: PROXY_METHODS,
    isArray: true,
    description: 'Methods that buyers may use',
    default: ['POST'],
  })
  @IsIn(PROXY_METHODS, { each: true, message: `must be some of ${PROXY_METHODS.join(', ')}` })
  @ArrayUnique()
  @ArrayNotEmpty()
  @BoundedList(PROXY_METHODS.length)
  methods: ProxyMethod[] = ['POST'];

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    default: null,
    description: 'Header in which the secret is sent that you save at /resources/{id}/secret',
    example: 'authorization',
  })
  @IsOptional()
  @MaxLength(LIMITS.header)
  @Matches(/^[\w!#$%&'*+.^`|~-]+$/, { message: 'must be the name of a header' })
  secretHeader?: string | null;

  @ApiPropertyOptional({
    description: 'How long your endpoint may take for its whole answer',
    minimum: LIMITS.minTimeoutMs,
    maximum: LIMITS.maxTimeoutMs,
    default: 30_000,
  })
  @IsInt()
  @Min(LIMITS.minTimeoutMs)
  @Max(LIMITS.maxTimeoutMs)
  timeoutMs: number = 30_000;
}
