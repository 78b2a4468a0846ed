import type { ResourceType } from '../resource-type.js';
import type { ProxyConfig } from './proxy-config.js';
import { ProxyConfigDto } from './proxy.dto.js';
import { validateConfig } from './validate-proxy.js';

/** A creator's HTTP endpoint behind a price. */
export const proxy: ResourceType<'proxy', ProxyConfig, ProxyConfigDto> = {
  id: 'proxy',
  Input: ProxyConfigDto,
  complete: ({ secretHeader, ...input }) => ({
    ...input,
    secretHeader: secretHeader?.toLowerCase() ?? null,
  }),
  validate: validateConfig,
  modelsOf: () => [],
  toColumns: ({ url, methods, secretHeader, timeoutMs }) => ({
    proxyUrl: url,
    proxyMethods: [...methods],
    proxySecretHeader: secretHeader,
    proxyTimeoutMs: timeoutMs,
  }),
  fromColumns: (columns) => {
    const { proxyUrl: url, proxyMethods: methods, proxyTimeoutMs: timeoutMs } = columns;
    if (url === null || methods === null || timeoutMs === null) {
      throw new Error('a proxy without its columns');
    }
    return { url, methods, secretHeader: columns.proxySecretHeader, timeoutMs };
  },
  publicInputs: () => [],
};
