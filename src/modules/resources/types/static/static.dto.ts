import { OneOf, Text } from '../../../../common/http/index.js';
import {
  PLAIN_LINE,
  PLAIN_TEXT,
  PLAIN_TEXT_MESSAGE,
  VISIBLE,
  VISIBLE_MESSAGE,
} from '../../../../common/text/index.js';
import { MAX_CONTENT_BYTES } from './static-config.js';

/** No text of so many bytes, and no file of them in base64, is longer. */
const MAX_CONTENT_CHARACTERS = Math.ceil(MAX_CONTENT_BYTES / 3) * 4;

/** `type/subtype` with parameters; RFC 9110 sections 5.6.2 and 8.3.1. */
const MIME_TYPE =
  /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w!#$&^.+-]+=(?:[\w!#$&^.+-]+|"[^"\\\p{Cc}]*"))*$/u;

/** The `config` of a resource of type `static`. */
export class StaticConfigDto {
  @Text({
    max: MAX_CONTENT_CHARACTERS,
    rules: [[PLAIN_TEXT, PLAIN_TEXT_MESSAGE]],
    description: 'Secret until it is paid: text, or the bytes of a file in base64',
    example: '# The recipe\n\n1. Mix.\n',
  })
  content: string;

  @OneOf(['text', 'base64'], {
    description: 'How `content` is written here; buyers get the bytes',
    default: 'text',
  })
  encoding: 'text' | 'base64' = 'text';

  @Text({
    description: 'Media type that buyers get it as',
    max: 200,
    pattern: MIME_TYPE,
    message: 'must be a media type such as application/pdf',
    example: 'text/markdown; charset=utf-8',
    default: 'text/plain; charset=utf-8',
  })
  mimeType: string = 'text/plain; charset=utf-8';

  @Text({
    max: 200,
    rules: [
      [PLAIN_LINE, 'must be one line of text'],
      [VISIBLE, VISIBLE_MESSAGE],
      [/^[^/\\]*$/, 'must be a name without a path'],
    ],
    optional: true,
    nullable: true,
    description: 'Answered as a download of this name',
    example: 'recipe.md',
  })
  filename?: string | null;
}
