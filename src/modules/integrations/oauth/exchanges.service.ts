import { Injectable } from '@nestjs/common';
import type { ProviderDefinition } from '../providers/connection-provider.js';
import type { PermissionAuth } from '../providers/provider-auth.js';
import type { Secrets } from '../providers/provider-api.client.js';
import { secretsOf, type TokenSet } from '../providers/issued-tokens.js';
import { IssuedKeys } from './issued-keys.client.js';
import { type CodeToExchange, TokenEndpoints } from './token-endpoint.client.js';
import { TokenRevoker } from './token-revoker.service.js';

/** What a user permitted, before anything was got with it. */
export interface Permission {
  readonly definition: ProviderDefinition;
  readonly way: PermissionAuth;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly code: CodeToExchange;
}

/** What a permission gave. */
export interface Grant {
  /** All of it, by the names of the vault. */
  readonly secrets: Secrets;
  /** Undefined for a key. */
  readonly issued: TokenSet | undefined;
}

/** Gets what users permitted, and gives it back. */
@Injectable()
export class Exchanges {
  constructor(
    private readonly endpoints: TokenEndpoints,
    private readonly keys: IssuedKeys,
    private readonly revoker: TokenRevoker,
  ) {}

  /** @throws {GrantRefused} and {ProviderUnreachable} */
  async exchange({ definition, way, inputs, code }: Permission): Promise<Grant> {
    if (way.mode === 'issued_key') {
      const key = await this.keys.exchange(definition, way, code);
      return { secrets: new Map([['api_key', key]]), issued: undefined };
    }
    const issued = await this.endpoints.exchange(definition, way, inputs, code);
    return { secrets: new Map(secretsOf(issued)), issued };
  }

  /** Where the provider can, it ends what nobody is connected with. */
  async giveBack({ definition, way, inputs }: Permission, { issued }: Grant): Promise<void> {
    if (way.mode !== 'oauth2' || issued === undefined) return;
    await this.revoker.giveBack(definition, way, inputs, issued);
  }
}
