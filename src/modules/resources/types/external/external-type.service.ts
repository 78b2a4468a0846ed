import { Injectable } from '@nestjs/common';
import type { FieldError } from '../../../../common/errors/index.js';
import type { PublicInput } from '../../templates/public-input.js';
import { ProvidesResourceType } from '../provides-resource-type.decorator.js';
import type { ResourceType } from '../resource-type.js';
import type { TypeColumns } from '../type-columns.entity.js';
import type { ExternalConfig } from './external-config.js';
import { ExternalConfigDto } from './external.dto.js';
import { validateConfig } from './validate-external.js';

/** Somebody's own x402 endpoint: listed here, paid there. */
@ProvidesResourceType()
@Injectable()
export class ExternalType implements ResourceType<ExternalConfig, ExternalConfigDto> {
  readonly id = 'external';
  readonly Input = ExternalConfigDto;
  readonly example = {
    name: 'Haiku elsewhere',
    description: 'Writes a haiku. Its own server asks for the payment.',
    slug: 'haiku-elsewhere',
    category: 'writing',
    config: { url: 'https://api.example.com/haiku' },
  };
  readonly isSoldElsewhere = true;

  complete({ url, method = null }: ExternalConfigDto): ExternalConfig {
    return { url, method };
  }

  validate(config: ExternalConfig): FieldError[] {
    return validateConfig(config);
  }

  toColumns({ url, method }: ExternalConfig): Partial<TypeColumns> {
    return { externalUrl: url, externalMethod: method };
  }

  fromColumns({ externalUrl: url, externalMethod: method }: TypeColumns): ExternalConfig {
    if (url === null) throw new Error('an external endpoint without its columns');
    return { url, method };
  }

  /** Its endpoint says itself what it takes: the catalogue has that as `endpoint.inputSchema`. */
  publicInputs(): PublicInput[] {
    return [];
  }
}
