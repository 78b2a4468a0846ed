import { ListOf, oneOf, Text, WholeNumber } from '../../../../common/http/index.js';
import { HttpUrl } from '../http-url.decorator.js';
import { LIMITS, PROXY_METHODS, type ProxyMethod } from './proxy-config.js';

/** The `config` of a resource of type `proxy`. */
export class ProxyConfigDto {
  @HttpUrl(LIMITS.url, {
    description: 'Secret: your endpoint. What buyers send as query is added to its own',
    example: 'https://api.example.com/v1/forecast?units=metric',
  })
  url: string;

  @ListOf(oneOf(PROXY_METHODS), {
    min: 1,
    max: PROXY_METHODS.length,
    unique: true,
    description: 'Methods that buyers may use',
    default: ['POST'],
  })
  methods: ProxyMethod[] = ['POST'];

  @Text({
    max: LIMITS.header,
    pattern: /^[\w!#$%&'*+.^`|~-]+$/,
    message: 'must be the name of a header',
    optional: true,
    nullable: true,
    default: null,
    description:
      'Header in which the server sends your endpoint the secret that you save at /resources/{id}/secret',
    example: 'authorization',
  })
  secretHeader?: string | null;

  @WholeNumber({
    min: LIMITS.minTimeoutMs,
    max: LIMITS.maxTimeoutMs,
    description: 'How long your endpoint may take for its whole answer',
    default: 30_000,
  })
  timeoutMs: number = 30_000;
}
