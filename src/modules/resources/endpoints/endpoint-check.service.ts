import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { RateLimits } from '../../../common/rate-limit/index.js';
import type { ExternalConfig } from '../types/external/external-config.js';
import { Verification } from '../verification/verification.service.js';
import { endpointsConfig } from './endpoints.config.js';
import { type EndpointTerms, readTerms, type Refusal } from './terms.js';

/** Each makes two requests to somebody else's server. */
const LIMIT = { policy: 'verify_own_endpoints', limit: 20, windowSeconds: 60 };

/** Finds out what can be listed of an endpoint. It asks others: never inside a transaction. */
@Injectable()
export class EndpointCheck {
  constructor(
    private readonly verification: Verification,
    private readonly limits: RateLimits,
    @Inject(endpointsConfig.KEY) private readonly settings: ConfigType<typeof endpointsConfig>,
  ) {}

  /** What it asks for, or why it cannot be listed. */
  async look(config: ExternalConfig): Promise<EndpointTerms | Refusal> {
    const report = await this.verification.verify(config.url, config.method ?? undefined);
    return readTerms(report, config, this.settings.networks);
  }

  /** The same for a user, who may ask for a few of them a minute. @throws {Problem} too_many_requests */
  async lookFor(userId: string, config: ExternalConfig): Promise<EndpointTerms | Refusal> {
    await this.limits.admit(LIMIT, { userId, address: '' });
    return this.look(config);
  }
}
