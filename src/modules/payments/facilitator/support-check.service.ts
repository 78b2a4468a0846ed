import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { Logger } from 'pino';
import { LOGGER } from '../../../common/observability/index.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { facilitatorConfig } from './facilitator.config.js';
import { type Facilitator, FACILITATORS } from './facilitator.js';
import { readSupported } from './supported.js';

/** Warns after the start of a network that its facilitator says it does not serve. */
@Injectable()
export class SupportCheck implements OnApplicationBootstrap {
  constructor(
    @Inject(FACILITATORS) private readonly facilitators: readonly Facilitator[],
    private readonly networks: PaymentNetworks,
    @Inject(facilitatorConfig.KEY) private readonly config: ConfigType<typeof facilitatorConfig>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Does not hold up the start: a facilitator that is down now may be up when it is needed. */
  onApplicationBootstrap(): void {
    for (const facilitator of this.facilitators) void this.check(facilitator);
  }

  private async check(facilitator: Facilitator): Promise<void> {
    const reply = await facilitator.supported().catch(() => undefined);
    const kinds = readSupported(reply)?.kinds;
    const { name } = facilitator;
    if (kinds === undefined) {
      this.logger.warn({ facilitator: name }, 'a facilitator does not say what it supports');
      return;
    }
    const networks = this.config.networks.filter((id) => facilitator.serves(id));
    const serves = (id: string) =>
      this.networks
        .find(id)
        ?.methods.every(({ scheme }) =>
          kinds.some((kind) => kind.scheme === scheme && kind.network === id),
        ) === true;
    const missing = networks.filter((id) => !serves(id));
    if (missing.length === 0) return;
    this.logger.warn({ facilitator: name, missing }, 'a facilitator does not serve a network');
  }
}
