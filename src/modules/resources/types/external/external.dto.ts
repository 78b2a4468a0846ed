import { OneOf } from '../../../../common/http/index.js';
import { HttpUrl } from '../http-url.decorator.js';
import { EXTERNAL_METHODS, type ExternalMethod, MAX_URL } from './external-config.js';

/** The `config` of a resource of type `external`. */
export class ExternalConfigDto {
  @HttpUrl(MAX_URL, {
    description:
      'Your x402 endpoint, which asks for the payment itself. The server sends buyers there',
    example: 'https://api.example.com/haiku',
  })
  url: string;

  @OneOf(EXTERNAL_METHODS, {
    optional: true,
    nullable: true,
    default: null,
    description: 'What it is for sale by; if left out, what its verification finds',
  })
  method?: ExternalMethod | null;
}
