import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../common/database/index.js';
import type { Day } from '../series/period.js';
import { Folding } from './folding.service.js';
import { OwnersZones } from './owners-zones.service.js';
import { type OwnersZone, type ZoneState, ZonesRepository } from './zones.repository.js';

/** What was read of days, and what is known of them. */
export interface Read<T> {
  readonly found: T;
  readonly asOf: Date;
  readonly isStale: boolean;
  /** The first day that is known; null when all are. */
  readonly knownFrom: Day | null;
}

interface Found<T> extends ZoneState {
  readonly found: T;
}

/** Reads what users sold and ran by days of a zone, up to the present. */
@Injectable()
export class OwnFigures {
  constructor(
    private readonly database: Database,
    private readonly folding: Folding,
    private readonly zones: ZonesRepository,
    private readonly building: OwnersZones,
  ) {}

  /**
   * Runs `work`, which reads days of one zone in the user's name. A sale that was booked before is in them;
   * `asOf` says when one is not. The first time that a user asks for a zone its days are built.
   * @throws {Problem} too_many_requests for a ninth zone within a minute
   */
  async read<T>(
    ownerId: string,
    tz: string,
    work: (tx: EntityManager) => Promise<T>,
  ): Promise<Read<T>> {
    const { asOf, isStale } = await this.folding.catchUp();
    const zone = { ownerId, tz };
    const first = await this.tryRead(zone, work);
    if (first?.isWhole === true) {
      if (first.isUnnoted) await this.building.note(zone);
      return answer(first, asOf, isStale);
    }
    await this.building.ask(zone);
    const second = await this.tryRead(zone, work);
    if (second === undefined) throw new Error(`days of ${tz} went while they were read`);
    return answer(second, asOf, isStale);
  }

  private tryRead<T>(
    zone: OwnersZone,
    work: (tx: EntityManager) => Promise<T>,
  ): Promise<Found<T> | undefined> {
    return this.database.asUser(zone.ownerId, async (tx) => {
      const state = await this.zones.find(tx, zone);
      return state && { ...state, found: await work(tx) };
    });
  }
}

function answer<T>({ found, knownFrom }: Found<T>, asOf: Date, isStale: boolean): Read<T> {
  return { found, asOf, isStale, knownFrom };
}
