import type { FieldError } from '../../../../common/errors/index.js';
import type { ExternalConfig } from './external-config.js';

/** What is wrong with the address itself; the endpoint is asked before it is listed. */
export function validateConfig({ url }: ExternalConfig): FieldError[] {
  if (!URL.canParse(url)) return wrong('must be a URL');
  const { username, password, hash } = new URL(url);
  if (username !== '' || password !== '') {
    return wrong('must not contain a user name or password: buyers pay instead of signing in');
  }
  return hash === '' ? [] : wrong('must not contain a fragment');
}

function wrong(message: string): FieldError[] {
  return [{ field: 'config.url', message }];
}
