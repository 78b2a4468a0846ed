import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches, MaxLength } from 'class-validator';
import { EXTERNAL_METHODS, type ExternalMethod, MAX_URL } from './external-config.js';

/** The `config` of a resource of type `external`. */
export class ExternalConfigDto {
  @ApiProperty({
    description: 'Your x402 endpoint, which asks for the payment itself. Buyers are sent there',
    example: 'https://api.example.com/haiku',
    maxLength: MAX_URL,
  })
  @MaxLength(MAX_URL)
  @Matches(/^https?:\/\/[\x21-\x7e]+$/, { message: 'must be an http or https URL' })
  url: string;

  @ApiPropertyOptional({
    enum: EXTERNAL_METHODS,
    nullable: true,
    default: null,
    description: 'What it is for sale by; if left out, what its verification finds',
  })
  @IsOptional()
  @IsIn(EXTERNAL_METHODS, { message: `must be ${EXTERNAL_METHODS.join(' or ')}` })
  method?: ExternalMethod | null;
}
