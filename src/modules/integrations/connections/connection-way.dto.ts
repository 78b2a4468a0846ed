import { ApiProperty } from '@nestjs/swagger';
import { isAvailable, type ProviderAuth, type ProviderField } from '../providers/provider-auth.js';

/** How the ways to connect are called in the API. */
export const AUTH_TYPES = {
  api_key: 'api_key',
  oauth2: 'oauth',
  issued_key: 'oauth',
  declared: 'declared',
} as const;
export type AuthType = (typeof AUTH_TYPES)[keyof typeof AUTH_TYPES];

/** Something to fill in. */
export class IntegrationFieldDto {
  @ApiProperty({ description: 'Member of the body that connects', example: 'apiKey' })
  key: string;

  @ApiProperty({
    description:
      '`secret`: stored encrypted and never shown. `text`: one line. `confirmation`: send true.',
    enum: ['secret', 'text', 'confirmation'],
    example: 'secret',
  })
  type: string;

  @ApiProperty({ description: 'What to call the field in a form', example: 'Private API key' })
  title: string;

  @ApiProperty({
    description: 'What the service wants there',
    example: 'A private key with read access to accounts and lists',
  })
  description: string;

  @ApiProperty({ description: 'Whether it must be sent', example: true })
  required: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Regular expression that the text fits',
    example: '^pk_',
  })
  pattern: string | null;

  @ApiProperty({
    description: 'A value of the right form',
    oneOf: [{ type: 'string' }, { type: 'boolean' }],
    example: 'pk_0123456789abcdef0123456789abcdef01',
  })
  example: string | boolean;

  @ApiProperty({
    type: String,
    format: 'uri',
    nullable: true,
    description: 'Where the provider tells how to get it',
    example: 'https://help.klaviyo.com/hc/en-us/articles/7423954176283',
  })
  docsUrl: string | null;

  static of(field: ProviderField): IntegrationFieldDto {
    const { key, type, title, description, isOptional, example, docsUrl = null } = field;
    const pattern = field.type === 'confirmation' ? null : (field.pattern ?? null);
    return { key, type, title, description, required: !isOptional, pattern, example, docsUrl };
  }
}

/** A way to connect. */
export class ConnectionWayDto {
  @ApiProperty({
    description: '`oauth`: begin with `oauth/initiate`. Others: send the fields to `connect`.',
    enum: [...new Set(Object.values(AUTH_TYPES))],
    example: 'oauth',
  })
  authType: AuthType;

  @ApiProperty({ description: 'Whether the operator has set up what it takes', example: true })
  available: boolean;

  @ApiProperty({ type: [IntegrationFieldDto], description: 'What to send' })
  fields: IntegrationFieldDto[];

  static of(way: ProviderAuth): ConnectionWayDto {
    return {
      authType: AUTH_TYPES[way.mode],
      available: isAvailable(way),
      fields: way.fields.map((field) => IntegrationFieldDto.of(field)),
    };
  }
}
