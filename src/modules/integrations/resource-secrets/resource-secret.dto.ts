import { ApiProperty } from '@nestjs/swagger';
import { Text } from '../../../common/http/index.js';

export class ResourceSecretChange {
  @Text({
    min: 1,
    max: 4_096,
    pattern: /^[\x20-\x7e]*$/,
    message: 'must be the value of a header: one line of ASCII',
    description:
      'Of a proxy: what your endpoint asks for in the header that the resource names. Of a prompt: its own key for the model. The server encrypts it and never shows it again.',
    example: 'Bearer 9f86d081884c7d65',
    writeOnly: true,
  })
  value: string;
}

export class ResourceSecretAnswer {
  @ApiProperty({ description: 'Whether a secret is stored', example: true })
  hasSecret: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The last four characters; null without a secret, or when it is very short',
    example: 'x9Qa',
  })
  hint: string | null;

  static of(hint: string | undefined): ResourceSecretAnswer {
    return { hasSecret: hint !== undefined, hint: hint === undefined || hint === '' ? null : hint };
  }
}
