import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../../../common/observability/index.js';
import { DemandFiguresRepository } from './demand-figures.repository.js';
import { LeftSpools } from './left-spools.service.js';
import { UnreadableSpool } from './spool-file.client.js';
import type { Piece, SpoolSource } from './spool-source.js';
import { Spool } from './spool.service.js';

const PAUSE_MS = 1_000;
/** How often others' files are looked for: in each round of so many. */
const ROUNDS = 5;

/** Brings what was counted into the database, in the background: what each process wrote, and what dead ones left. */
@Injectable()
export class DemandFolding
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly ending = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private isAway = false;

  constructor(
    private readonly spool: Spool,
    private readonly left: LeftSpools,
    private readonly figures: DemandFiguresRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.loop = this.goOn();
  }

  /** The last requests are answered after this: what they leave is added by the last round. */
  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort();
    await this.loop;
    await this.round(false);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.spool.close();
  }

  private async goOn(): Promise<void> {
    const { signal } = this.ending;
    for (let round = 0; !signal.aborted; round = (round + 1) % ROUNDS) {
      await this.round(round === 0);
      await sleep(PAUSE_MS, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }

  /** Never rejects: what cannot be added now stays where it is. */
  private async round(isForAll: boolean): Promise<void> {
    try {
      for (const source of this.spool.sources) await this.tryFold(source);
      await this.spool.tend();
      if (isForAll) for await (const file of this.left.find()) await this.tryFold(file);
      this.isAway = false;
    } catch (error) {
      if (!this.isAway) this.logger.warn({ err: error }, 'demand cannot be added up at present');
      this.isAway = true;
    }
  }

  /** One that cannot be read holds up no other. */
  private async tryFold(source: SpoolSource): Promise<void> {
    try {
      await this.fold(source);
    } catch (error) {
      if (!(error instanceof UnreadableSpool)) throw error;
      this.left.tell(source.id, error);
    }
  }

  private async fold(source: SpoolSource): Promise<void> {
    for (let piece = await source.next(); piece !== undefined; piece = await source.next()) {
      source.foldedTo(await this.add(source, piece));
      if (piece.unreadable === 0) continue;
      const { unreadable: lines } = piece;
      this.logger.warn({ spool: source.id, lines }, 'a spool of demand holds what is no record');
    }
  }

  /** What the database will never take is left out, so that it does not hold up the rest. */
  private async add(source: SpoolSource, piece: Piece): Promise<number> {
    try {
      return await this.figures.add(source, piece);
    } catch (error) {
      if (!this.figures.isUnfit(error)) throw error;
      this.logger.error({ err: error, spool: source.id }, 'a piece of a spool was not counted');
      return this.figures.add(source, { ...piece, counts: [] });
    }
  }
}
