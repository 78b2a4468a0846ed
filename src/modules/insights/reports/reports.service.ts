import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { Storefront } from '../../resources/index.js';
import { type Names, type Report, toReport } from '../series/report-view.js';
import type { SourceAnswer } from '../series/source.js';
import { Zones } from '../series/zones.service.js';
import { KnownFigures } from './known-figures.service.js';
import { REPORTS, type ReportName } from './report-definitions.js';
import { type GivenReport, readRequest, type ReportRequest } from './report-request.js';

/** Makes the reports: asks whoever knows the figures, and names what they are figures of. */
@Injectable()
export class Reports {
  constructor(
    private readonly sources: KnownFigures,
    private readonly zones: Zones,
    private readonly storefront: Storefront,
    private readonly clock: Clock,
  ) {}

  /** @throws {Problem} invalid_input, of each field that names what there is not */
  async read(userId: string, name: ReportName, given: GivenReport): Promise<Report> {
    const now = this.clock.now();
    const request = readRequest(REPORTS[name], given, { sources: this.sources, now });
    if ('field' in request) throw new Problem(invalidInput, { errors: [request] });
    const { figures, query: asked, subject } = request;
    const tz = await this.zones.nameOf(asked.period.tz);
    const query = { ...asked, period: { ...asked.period, tz } };
    const answer = await figures.read(userId, query);
    return toReport(subject, query, answer, {
      names: await this.namesIn(userId, request, answer),
      now,
    });
  }

  private async namesIn(
    userId: string,
    { figures, query: { by } }: ReportRequest,
    { series }: SourceAnswer,
  ): Promise<Names> {
    const ids = series.dimensions.flatMap(({ dimension }) => dimension ?? []);
    if (by === null || ids.length === 0) return new Map();
    if (by === 'resource') return this.storefront.namesOf(userId, ids);
    return (await figures.names?.(userId, by, ids)) ?? new Map();
  }
}
