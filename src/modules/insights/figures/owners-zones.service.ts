import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import { Problem, tooManyRequests } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { FoldingRepository } from './folding.repository.js';
import { TURN } from './folding.service.js';
import { type OwnersZone, ZonesRepository } from './zones.repository.js';

/** How long whoever asks for a new zone waits for days of long ago. */
const PATIENCE_MS = 4_000;
const FEW = 100;
const TOO_MANY =
  'Figures of one account can be asked for in eight zones within a minute, beside UTC and those of its budgets';

/** Builds the days of zones, the latest first, in steps that each end before others wait for long. */
@Injectable()
export class OwnersZones {
  constructor(
    private readonly database: Database,
    private readonly zones: ZonesRepository,
    private readonly folding: FoldingRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Begins a zone, and counts back for some seconds. What is left then is counted by a job.
   * @throws {Problem} too_many_requests for a ninth zone within a minute
   */
  async ask(zone: OwnersZone): Promise<void> {
    const time = AbortSignal.timeout(PATIENCE_MS);
    const placeIn = await this.inTurn((tx) => this.zones.ask(tx, zone));
    if (placeIn !== undefined) {
      throw new Problem(tooManyRequests, { detail: TOO_MANY, retryAfterSeconds: placeIn });
    }
    while ((await this.countBack(zone)) && !time.aborted);
  }

  /** Lets a zone that is read keep its place. Whoever reads has their figures, whatever becomes of the note. */
  async note(zone: OwnersZone): Promise<void> {
    await this.database
      .asService('insights', (tx) => this.zones.note(tx, zone))
      .catch((err: unknown) => this.logger.warn({ err }, 'a zone that is read was not noted'));
  }

  /** Ends what others began. @returns whether there may be more */
  async finishOne(): Promise<boolean> {
    const [zone] = await this.database.asService('insights', (tx) => this.zones.unfinished(tx, 1));
    if (zone !== undefined) await this.countBack(zone);
    return zone !== undefined;
  }

  /** Forgets what nobody asks for any more. @returns whether there may be more */
  forgetOld(): Promise<boolean> {
    return this.inTurn(async (tx) => {
      const old = await this.zones.old(tx, FEW);
      for (const zone of old) await this.zones.forget(tx, zone);
      return old.length === FEW;
    });
  }

  /** @returns whether more is left */
  private countBack(zone: OwnersZone): Promise<boolean> {
    return this.inTurn(async (tx) => {
      const stretch = await this.zones.nextStretch(tx, zone);
      if (stretch !== undefined) await this.folding.countBack(tx, zone, stretch);
      return stretch !== undefined && stretch.from !== '-infinity';
    });
  }

  private inTurn<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.database.asServiceInTurn('insights', TURN, work);
  }
}
