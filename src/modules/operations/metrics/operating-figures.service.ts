import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import type { Figure } from './operating-figures.js';
import { OperatingFiguresRepository } from './operating-figures.repository.js';

/** However often somebody asks, the database is asked once in this time. */
const KEPT_MS = 15_000;
/** Scrapes wait ten seconds at the most; one without figures is better than none. */
const PATIENCE_MS = 2_000;

/** Undefined when the database did not answer in time: figures are absent rather than old. */
export type KnownFigures = readonly Figure[] | undefined;

/** Keeps the figures of the database for a little while. */
@Injectable()
export class OperatingFigures {
  private kept: { readonly at: number; readonly figures: Promise<KnownFigures> } | undefined;

  constructor(
    private readonly repository: OperatingFiguresRepository,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Never fails, and waits for two seconds at the most. */
  latest(): Promise<KnownFigures> {
    const now = this.clock.now().getTime();
    if (this.kept === undefined || now - this.kept.at >= KEPT_MS) {
      this.kept = { at: now, figures: inTime(this.read()) };
    }
    return this.kept.figures;
  }

  private async read(): Promise<KnownFigures> {
    try {
      return await this.repository.read();
    } catch (error) {
      this.logger.warn({ err: error }, 'the figures for the metrics could not be read');
      return undefined;
    }
  }
}

async function inTime(figures: Promise<KnownFigures>): Promise<KnownFigures> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  return Promise.race([figures, late]).finally(() => clearTimeout(timer));
}
