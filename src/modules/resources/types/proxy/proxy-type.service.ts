import { Injectable } from '@nestjs/common';
import type { FieldError } from '../../../../common/errors/index.js';
import type { PublicInput } from '../../templates/public-input.js';
import { ProvidesResourceType } from '../provides-resource-type.decorator.js';
import type { ResourceType } from '../resource-type.js';
import type { TypeColumns } from '../type-columns.entity.js';
import type { ProxyConfig } from './proxy-config.js';
import { ProxyConfigDto } from './proxy.dto.js';
import { validateConfig } from './validate-proxy.js';

/** A creator's HTTP endpoint behind a price. */
@ProvidesResourceType()
@Injectable()
export class ProxyType implements ResourceType<ProxyConfig, ProxyConfigDto> {
  readonly id = 'proxy';
  readonly Input = ProxyConfigDto;
  readonly example = {
    name: 'Weather forecast',
    description: 'Tells the weather of the next days. Send the place as `?at=Berlin`.',
    slug: 'forecast',
    category: 'data',
    price: '0.01',
    config: { url: 'https://api.example.com/v1/forecast?units=metric', methods: ['GET'] },
  };

  complete({ secretHeader, ...input }: ProxyConfigDto): ProxyConfig {
    return { ...input, secretHeader: secretHeader?.toLowerCase() ?? null };
  }

  validate(config: ProxyConfig): FieldError[] {
    return validateConfig(config);
  }

  endpointOf({ url }: ProxyConfig): string {
    return url;
  }

  secretFor({ secretHeader }: ProxyConfig): 'endpoint' | undefined {
    return secretHeader === null ? undefined : 'endpoint';
  }

  toColumns({ url, methods, secretHeader, timeoutMs }: ProxyConfig): Partial<TypeColumns> {
    return {
      proxyUrl: url,
      proxyMethods: [...methods],
      proxySecretHeader: secretHeader,
      proxyTimeoutMs: timeoutMs,
    };
  }

  fromColumns(columns: TypeColumns): ProxyConfig {
    const { proxyUrl: url, proxyMethods: methods, proxyTimeoutMs: timeoutMs } = columns;
    if (url === null || methods === null || timeoutMs === null) {
      throw new Error('a proxy without its columns');
    }
    return { url, methods, secretHeader: columns.proxySecretHeader, timeoutMs };
  }

  /** Only the endpoint knows what it takes: its creator says so in the description. */
  publicInputs(): PublicInput[] {
    return [];
  }
}
