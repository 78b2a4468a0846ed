import { Text } from '../../../common/http/index.js';

/** A key to use the pages of this server with. */
export class BrowserApiKeyDto {
  @Text({
    max: 200,
    message: 'must be an API key',
    description: 'An API key; the browser may do what its scopes say',
    example: 'coin_5f1c0b7c2f6e_pXm1bWv0i2m4iX5cV1wG0mRkq0o5o0Yt6XkR3b2cYzE',
  })
  apiKey: string;
}
