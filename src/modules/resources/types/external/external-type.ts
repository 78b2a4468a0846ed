import type { ResourceType } from '../resource-type.js';
import type { ExternalConfig } from './external-config.js';
import { ExternalConfigDto } from './external.dto.js';
import { validateConfig } from './validate-external.js';

/** Somebody's own x402 endpoint: listed here, paid there. */
export const external: ResourceType<'external', ExternalConfig, ExternalConfigDto> = {
  id: 'external',
  Input: ExternalConfigDto,
  isSoldElsewhere: true,
  complete: ({ url, method = null }) => ({ url, method }),
  validate: validateConfig,
  modelsOf: () => [],
  toColumns: ({ url, method }) => ({ externalUrl: url, externalMethod: method }),
  fromColumns: ({ externalUrl: url, externalMethod: method }) => {
    if (url === null) throw new Error('an external endpoint without its columns');
    return { url, method };
  },
  publicInputs: () => [],
};
