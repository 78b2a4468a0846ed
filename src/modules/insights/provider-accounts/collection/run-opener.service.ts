import { Injectable } from '@nestjs/common';
import { ConnectedSessions } from '../../../integrations/index.js';
import { Superseded, type Taken } from './collections.repository.js';
import { counted } from './counted-session.js';
import { Reporters } from './reporters.service.js';
import type { RunLimits } from './run-limits.js';
import type { Run } from './usage-collection.service.js';

/** Opens accounts for those who have taken them. */
@Injectable()
export class RunOpener {
  constructor(
    private readonly reporters: Reporters,
    private readonly accounts: ConnectedSessions,
  ) {}

  /** @throws {Problem} not_connected or access_ended */
  async open(taken: Taken, { questions, ms }: RunLimits): Promise<Run> {
    const reporter = this.reporters.find(taken.provider);
    if (reporter === undefined) throw new Superseded();
    const { session } = await this.accounts.open(taken.userId, taken.provider, ms);
    return { taken, reporter, session: counted(session, questions) };
  }
}
