import { isBase64 } from 'class-validator';
import type { FieldError } from '../../../../common/errors/index.js';
import { parseJson } from '../../../../common/json/index.js';
import { bytesOf, MAX_CONTENT_BYTES, type StaticConfig } from './static-config.js';

/** What is wrong with static content as a whole, beyond the form of its single fields. */
export function validateConfig(config: StaticConfig): FieldError[] {
  const message = problemWith(config);
  return message === undefined ? [] : [{ field: 'config.content', message }];
}

function problemWith(config: StaticConfig): string | undefined {
  const { content, encoding, mimeType } = config;
  if (content === '') return 'must not be empty';
  if (encoding === 'base64' && !isBase64(content)) return 'must be base64';
  const bytes = bytesOf(config);
  if (bytes.length > MAX_CONTENT_BYTES) return `must have at most ${MAX_CONTENT_BYTES} bytes`;
  if (/[/+]json\b/i.test(mimeType) && parseJson(bytes.toString()) === undefined)
    return 'must be JSON';
  return undefined;
}
