import { ApiProperty } from '@nestjs/swagger';
import { Text } from '../../../common/http/index.js';
import type { AcceptedTerms } from './accepted-terms.entity.js';
import type { OwnTerms } from './provider-terms.service.js';
import { PUBLISHED_TERMS } from './published-terms.js';

const VERSION = PUBLISHED_TERMS[0]?.version ?? '2026-11-28';
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Names a provider in the path. */
export class ProviderTermsParams {
  @Text({
    max: 64,
    pattern: /^[a-z0-9_-]+$/,
    message: 'must be the id of a model provider',
    description: 'Who runs the models, as in `provider:model`',
    example: 'claude',
  })
  provider: string;
}

export class AcceptTermsDto {
  @Text({
    max: 10,
    pattern: DAY,
    message: 'must be a day such as 2026-11-28',
    description: 'The version that you have read, as `GET /me/provider-terms` shows it',
    example: VERSION,
  })
  version: string;
}

/** A version that a user has accepted. */
export class AcceptedTermsDto {
  @ApiProperty({ description: 'Which version it was', example: VERSION })
  version: string;

  @ApiProperty({ description: 'When you accepted it', example: '2026-12-01T12:00:00.000Z' })
  acceptedAt: string;

  constructor({ version, acceptedAt }: AcceptedTerms) {
    this.version = version;
    this.acceptedAt = acceptedAt.toISOString();
  }
}

export class ProviderTermsDto {
  @ApiProperty({ description: 'Who runs the models, as in `provider:model`', example: 'claude' })
  provider: string;

  @ApiProperty({ description: 'Whose terms they are', example: 'Anthropic' })
  name: string;

  @ApiProperty({
    description: 'Where they stand',
    example: 'https://www.anthropic.com/legal/commercial-terms',
  })
  url: string;

  @ApiProperty({
    description: 'The day on which they were last read for this server: a new day asks you anew',
    example: VERSION,
  })
  version: string;

  @ApiProperty({
    description: 'Whether this server asks for it before you publish what these models answer',
    example: true,
  })
  isRequired: boolean;

  @ApiProperty({ description: 'Whether you have accepted this version', example: false })
  isAccepted: boolean;

  @ApiProperty({
    description: 'Every version that you have accepted, newest first',
    type: [AcceptedTermsDto],
  })
  accepted: AcceptedTermsDto[];

  constructor({ provider, name, url, version, isRequired, accepted }: OwnTerms) {
    this.provider = provider;
    this.name = name;
    this.url = url;
    this.version = version;
    this.isRequired = isRequired;
    this.isAccepted = accepted.some((one) => one.version === version);
    this.accepted = accepted.map((one) => new AcceptedTermsDto(one));
  }
}

/** The terms of every provider that has any. */
export class ProviderTermsListDto {
  @ApiProperty({ description: 'One entry for each provider', type: [ProviderTermsDto] })
  items: ProviderTermsDto[];

  constructor(terms: readonly OwnTerms[]) {
    this.items = terms.map((one) => new ProviderTermsDto(one));
  }
}
