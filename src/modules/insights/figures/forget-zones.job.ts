import { Injectable } from '@nestjs/common';
import { type Job, Lanes, Scheduled } from '../../../common/jobs/index.js';
import { Lifetime } from '../../../common/lifetime/index.js';
import { OwnersZones } from './owners-zones.service.js';

const RUN_MS = 10_000;

/** Every hour, forgets days of zones that nobody asks for: they are built again when somebody does. */
@Scheduled()
@Injectable()
export class ForgetZonesJob implements Job {
  readonly name = 'forget_figure_zones';
  readonly schedule = '23 * * * *';
  private readonly lanes: Lanes;

  constructor(
    lifetime: Lifetime,
    private readonly zones: OwnersZones,
  ) {
    this.lanes = new Lanes(lifetime, { count: 1, runMs: RUN_MS });
  }

  run(): Promise<void> {
    return this.lanes.drain(() => this.zones.forgetOld());
  }
}
