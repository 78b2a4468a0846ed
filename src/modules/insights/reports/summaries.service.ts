import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { Storefront } from '../../resources/index.js';
import { FigureTotals } from '../figures/figure-totals.service.js';
import { readPeriod } from '../series/period.js';
import { Zones } from '../series/zones.service.js';
import { type Summary, toSummary } from './summary-view.js';

/** What a client may say of an overview. */
export interface GivenSummary {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly tz: string;
  readonly compare: boolean;
  readonly top: number;
}

/** Makes overviews of what users sold and ran: one transaction for all figures, one for the names. */
@Injectable()
export class Summaries {
  constructor(
    private readonly totals: FigureTotals,
    private readonly zones: Zones,
    private readonly storefront: Storefront,
    private readonly clock: Clock,
  ) {}

  /** @throws {Problem} invalid_input */
  async read(userId: string, given: GivenSummary): Promise<Summary> {
    const now = this.clock.now();
    const asked = readPeriod(given, given.tz, now);
    if ('field' in asked) throw new Problem(invalidInput, { errors: [asked] });
    const period = { ...asked, tz: await this.zones.nameOf(asked.tz) };
    const { compare: hasPrior, top } = given;
    const figures = await this.totals.read(userId, { period, hasPrior, top });
    const ids = figures.resources.map(({ resourceId }) => resourceId);
    const names = await this.storefront.namesOf(userId, ids);
    return toSummary(figures, { period, hasPrior, names, now });
  }
}
