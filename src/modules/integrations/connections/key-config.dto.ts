import { ApiProperty } from '@nestjs/swagger';
import { Flag, Text } from '../../../common/http/index.js';
import { KEY_STATUSES, type KeyState, type KeyStatus } from './key-state.js';

export class KeyConfigChange {
  @Text({
    min: 8,
    max: 512,
    pattern: /^[\x21-\x7e]*$/,
    message: 'must be the key alone: letters, digits and signs without blanks or line breaks',
    tidy: (value) => (typeof value === 'string' ? value.trim() : value),
    optional: true,
    description:
      'The provider’s API key. The server checks it with the provider, encrypts it and never shows it again.',
    example: 'sk-ant-api03-your-own-key',
    writeOnly: true,
  })
  apiKey?: string;

  @Flag({
    optional: true,
    description:
      'Whether resources may use the key. Saving a key switches it on unless this is false.',
    example: true,
  })
  isEnabled?: boolean;
}

export class KeyConfigAnswer {
  @ApiProperty({ description: 'Whether a key is stored', example: true })
  hasApiKey: boolean;

  @ApiProperty({ description: 'Whether resources may use the key', example: true })
  isEnabled: boolean;

  @ApiProperty({
    description:
      '`missing`: the server stores no key. `invalid`: the provider refused the key. `disabled`: you ' +
      'switched it off. `unverified`: the server could not ask the provider when you saved the key, and ' +
      'uses it all the same. `valid`: the provider accepted the key. The first that applies.',
    enum: KEY_STATUSES,
    example: 'valid',
  })
  status: KeyStatus;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the provider accepted the key',
    example: '2026-11-20T09:30:00.000Z',
  })
  lastVerifiedAt: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The last four characters of the key; null without a key, or when it is very short',
    example: 'x9Qa',
  })
  keyHint: string | null;

  static of(state: KeyState): KeyConfigAnswer {
    return { ...state, lastVerifiedAt: state.lastVerifiedAt?.toISOString() ?? null };
  }
}

export class KeyConfigSaved extends KeyConfigAnswer {
  @ApiProperty({ description: 'Always true: a key that is refused is a problem', example: true })
  success: boolean;

  static override of(state: KeyState): KeyConfigSaved {
    return { success: true, ...KeyConfigAnswer.of(state) };
  }
}
