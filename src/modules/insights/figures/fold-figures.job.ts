import { Injectable } from '@nestjs/common';
import { type Job, Lanes, Scheduled } from '../../../common/jobs/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { Folding } from './folding.service.js';
import { OwnersZones } from './owners-zones.service.js';

const RUN_MS = 50_000;

/** Every minute, counts what nobody asked for meanwhile, and ends zones that somebody began. */
@Scheduled()
@Injectable()
export class FoldFiguresJob implements Job {
  readonly name = 'fold_figures';
  readonly schedule = '* * * * *';
  private readonly lanes: Lanes;

  constructor(
    lifetime: Lifetime,
    private readonly folding: Folding,
    private readonly zones: OwnersZones,
  ) {
    this.lanes = new Lanes(lifetime, { count: 1, runMs: RUN_MS });
  }

  async run(): Promise<void> {
    await this.lanes.drain(() => this.folding.count());
    await this.lanes.drain(() => this.zones.finishOne());
  }
}
