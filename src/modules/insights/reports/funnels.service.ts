import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { FunnelSource } from '../funnel/funnel-source.service.js';
import { readPeriod } from '../series/period.js';
import { Zones } from '../series/zones.service.js';
import { type FunnelView, toFunnelView } from './funnel-view.js';
import type { FunnelQuery } from './funnel.dto.js';

/** Shows creators what becomes of those who ask for a price. */
@Injectable()
export class Funnels {
  constructor(
    private readonly source: FunnelSource,
    private readonly zones: Zones,
    private readonly clock: Clock,
  ) {}

  /** @throws {Problem} invalid_input */
  async read(userId: string, query: FunnelQuery): Promise<FunnelView> {
    const { tz, compare: hasPrior, resource, audience } = query;
    const now = this.clock.now();
    const asked = readPeriod(query, tz, now);
    if ('field' in asked) throw new Problem(invalidInput, { errors: [asked] });
    const period = { ...asked, tz: await this.zones.nameOf(tz) };
    const filters = {
      audience,
      ...(resource !== undefined && { resource: resource.toLowerCase() }),
    };
    const answer = await this.source.funnel(userId, { period, hasPrior, filters });
    return toFunnelView(answer, period, { filters, hasPrior, now });
  }
}
