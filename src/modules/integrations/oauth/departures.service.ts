import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { RateLimits } from '../../../common/rate-limit/index.js';
import { IntegrationCatalogue } from '../connections/integration-catalogue.service.js';
import { readFields } from '../connections/read-fields.js';
import { noPermissionWay, notConfigured } from '../integration-problems.js';
import type { ProviderDefinition } from '../providers/connection-provider.js';
import { type IssuedKeyAuth, type OAuth2Auth, permissionWay } from '../providers/provider-auth.js';
import { authorizationUrl, type ConfiguredAuth, keyUrl } from './authorization-url.js';
import { FLOW_SECONDS } from './flow-cookie.js';
import { Flows } from './flows.service.js';
import { isReturnPath } from './return-path.js';

const LIMIT = { policy: 'oauth_initiates', limit: 60, windowSeconds: 600 };

/** Where to send a user, and what their browser has to bring back. */
export interface Leaving {
  readonly authorizationUrl: string;
  readonly expiresAt: Date;
  /** `Set-Cookie`. */
  readonly cookie: string;
}

/** Sends users to providers. */
@Injectable()
export class Departures {
  constructor(
    private readonly catalogue: IntegrationCatalogue,
    private readonly limits: RateLimits,
    private readonly flows: Flows,
    private readonly clock: Clock,
  ) {}

  /**
   * Begins a flow.
   * @param body the fields of the way, and `returnTo`
   * @param address of who asks, beside the account that is counted
   * @throws {Problem} unknown_provider, no_permission_way, not_configured, invalid_input or
   * too_many_requests
   */
  async begin(userId: string, id: string, body: unknown, address: string): Promise<Leaving> {
    const way = usableWay(this.catalogue.provider(id).definition);
    const { returnTo, fields } = readReturnTo(body);
    const { inputs } = readFields(way.fields, fields);
    await this.limits.admit(LIMIT, { userId, address });
    const usesPkce = way.mode === 'issued_key' || way.usesPkce;
    const begun = { userId, provider: id, mode: way.mode, inputs, returnTo };
    const { cookie, ...flow } = await this.flows.begin(begun, usesPkce);
    const leaving = { ...flow, inputs };
    return {
      authorizationUrl:
        way.mode === 'issued_key' ? keyUrl(way, leaving) : authorizationUrl(way, leaving),
      expiresAt: new Date(this.clock.now().getTime() + FLOW_SECONDS * 1_000),
      cookie,
    };
  }
}

function usableWay({ auth, name }: ProviderDefinition): ConfiguredAuth | IssuedKeyAuth {
  const way = permissionWay(auth);
  if (way === undefined) throw new Problem(noPermissionWay);
  if (way.mode === 'issued_key' || isConfigured(way)) return way;
  const detail = `The operator of this server has registered no client with ${name}.`;
  throw new Problem(notConfigured, { detail });
}

function isConfigured(way: OAuth2Auth): way is ConfiguredAuth {
  return way.client !== undefined;
}

function readReturnTo(body: unknown) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { returnTo: null, fields: body };
  }
  const { returnTo, ...fields } = body as Readonly<Record<string, unknown>>;
  if (returnTo === undefined || isReturnPath(returnTo)) {
    return { returnTo: returnTo ?? null, fields };
  }
  const message = 'must be a path of this server such as /shop?tab=connections';
  throw new Problem(invalidInput, { errors: [{ field: 'returnTo', message }] });
}
