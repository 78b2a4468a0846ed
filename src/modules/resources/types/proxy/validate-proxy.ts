import type { FieldError } from '../../../../common/errors/index.js';
import type { ProxyConfig } from './proxy-config.js';

/** Headers that belong to the connection, to the payment, or that we set ourselves. */
const RESERVED =
  /^(accept.*|host|connection|content-.*|transfer-encoding|upgrade|te|trailer|keep-alive|expect|proxy-.*|cookie|(x-)?payment.*|user-agent|idempotency-key)$/i;

/** What is wrong with a proxy as a whole; where its URL leads is judged whenever it is called. */
export function validateConfig({ url, secretHeader }: ProxyConfig): FieldError[] {
  const errors: FieldError[] = [];
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) errors.push({ field: 'config.url', message: 'must be a URL' });
  else if (parsed.username !== '' || parsed.password !== '') {
    const message = 'must not contain a user name or password: use the secret header';
    errors.push({ field: 'config.url', message });
  } else if (parsed.hash !== '') {
    errors.push({ field: 'config.url', message: 'must not contain a fragment' });
  }
  if (secretHeader !== null && isReserved(secretHeader)) {
    errors.push({ field: 'config.secretHeader', message: 'is a header that Coinslot sets itself' });
  }
  return errors;
}

/** Names like those of every object would be lost on the way through objects that hold headers. */
function isReserved(name: string): boolean {
  return RESERVED.test(name) || Object.hasOwn(Object.prototype, name.toLowerCase());
}
