import { ApiProperty } from '@nestjs/swagger';
import type { ProviderDefinition } from '../providers/connection-provider.js';
import { isAvailable } from '../providers/provider-auth.js';
import {
  AUTH_TYPES,
  type AuthType,
  ConnectionWayDto,
  IntegrationFieldDto,
} from './connection-way.dto.js';
import type { ConnectionEntity, ConnectionStatus } from './connection.entity.js';
import type { Integration } from './integration-catalogue.service.js';

const time = (description: string, example: string | null) =>
  ApiProperty({ type: String, format: 'date-time', nullable: true, description, example });

/** Where a user stands with a provider. */
export class ConnectionDto {
  @ApiProperty({
    description:
      '`connecting`: you were sent to the provider and have not come back. `error`: the provider refused ' +
      'what is stored. `expired`: the access ended; connect again.',
    enum: ['disconnected', 'connecting', 'connected', 'error', 'expired'],
    example: 'connected',
  })
  status: ConnectionStatus;

  @ApiProperty({
    type: Object,
    nullable: true,
    additionalProperties: true,
    description: 'What the server knows of the account; null when disconnected',
    example: { access: 'full', accountId: 'AbC123', organizationName: 'Ada’s Prints' },
  })
  metadata: Readonly<Record<string, unknown>> | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What went wrong last; an outage of the provider leaves the status alone',
    example: null,
  })
  lastError: string | null;

  @time('When that was', null)
  lastErrorAt: string | null;

  @time('When the access ends; null when it does not end, or when the server does not know', null)
  tokenExpiresAt: string | null;

  @time('When the access was last renewed', null)
  lastRefreshedAt: string | null;

  @time('Since when it is connected', '2026-11-20T09:30:00.000Z')
  connectedAt: string | null;

  @time('When it was disconnected', null)
  disconnectedAt: string | null;

  static of(connection: ConnectionEntity | null): ConnectionDto {
    const { status = 'disconnected', metadata = {} } = connection ?? {};
    return {
      status,
      metadata: status === 'disconnected' ? null : metadata,
      lastError: connection?.lastError ?? null,
      lastErrorAt: written(connection?.lastErrorAt),
      tokenExpiresAt: written(connection?.tokenExpiresAt),
      lastRefreshedAt: written(connection?.lastRefreshedAt),
      connectedAt: status === 'disconnected' ? null : written(connection?.connectedAt),
      disconnectedAt: written(connection?.disconnectedAt),
    };
  }
}

/** A provider, and where the user stands with it. */
export class IntegrationDto {
  @ApiProperty({ description: 'Id of the service, as it stands in paths', example: 'klaviyo' })
  provider: string;

  @ApiProperty({ description: 'Name of the service', example: 'Klaviyo' })
  name: string;

  @ApiProperty({
    description: 'What the service is for',
    example: 'Sends marketing mail and messages to the customers of a shop',
  })
  description: string;

  @ApiProperty({ description: 'Name of an icon', example: 'klaviyo' })
  icon: string;

  @ApiProperty({
    description: 'What kind of service it is',
    enum: ['shop', 'marketing', 'mail', 'media', 'models'],
    example: 'marketing',
  })
  category: ProviderDefinition['category'];

  @ApiProperty({
    description:
      '`oauth`: you permit it at the provider. `api_key`: you fill in a key. `declared`: you say so, and ' +
      'nobody can check it.',
    enum: [...new Set(Object.values(AUTH_TYPES))],
    example: 'api_key',
  })
  authType: AuthType;

  @ApiProperty({ description: 'Whether a shop needs it to run', example: false })
  required: boolean;

  @ApiProperty({ description: 'In which order to set them up', example: 3 })
  setupOrder: number;

  @ApiProperty({
    type: String,
    format: 'uri',
    nullable: true,
    description: 'Null for a provider of models that another team has added',
    example: 'https://developers.klaviyo.com/en/docs/authenticate_',
  })
  docsUrl: string | null;

  @ApiProperty({
    description: 'Whether the operator has set up what connecting takes',
    example: true,
  })
  available: boolean;

  @ApiProperty({ type: [IntegrationFieldDto], description: 'What to send to connect' })
  fields: IntegrationFieldDto[];

  @ApiProperty({
    type: [ConnectionWayDto],
    description: 'All ways to connect; `authType`, `available` and `fields` are those of the first',
  })
  ways: ConnectionWayDto[];

  @ApiProperty({ description: 'How you stand with it', type: ConnectionDto })
  connection: ConnectionDto;

  static of({ definition, connection }: Integration): IntegrationDto {
    const { id, name, description, icon, category, required, setupOrder, docsUrl } = definition;
    const [way] = definition.auth;
    return {
      provider: id,
      name,
      description,
      icon,
      category,
      authType: AUTH_TYPES[way.mode],
      required,
      setupOrder,
      docsUrl,
      available: isAvailable(way),
      fields: way.fields.map((field) => IntegrationFieldDto.of(field)),
      ways: definition.auth.map((each) => ConnectionWayDto.of(each)),
      connection: ConnectionDto.of(connection),
    };
  }
}

export class IntegrationListDto {
  @ApiProperty({ description: 'All services that you can connect', type: [IntegrationDto] })
  items: IntegrationDto[];
}

const RESULTS = ['valid', 'limited', 'invalid', 'unreachable', 'declared'] as const;

export class IntegrationTestDto {
  @ApiProperty({
    description:
      '`limited`: the provider accepts the key, which may not do everything. `invalid`: the provider ' +
      'refused it. `unreachable`: the provider did not say. `declared`: there is nobody to ask.',
    enum: RESULTS,
    example: 'valid',
  })
  result: (typeof RESULTS)[number];

  @ApiProperty({ type: String, nullable: true, description: 'Why, unless `valid`', example: null })
  reason: string | null;

  @ApiProperty({
    description: 'How you stand with the service after the test',
    type: ConnectionDto,
  })
  connection: ConnectionDto;
}

function written(at: Date | null | undefined): string | null {
  return at?.toISOString() ?? null;
}
