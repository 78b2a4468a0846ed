import { Injectable } from '@nestjs/common';
import { Database } from '../../../../common/database/index.js';
import {
  type EventHandler,
  HandlesEvents,
  type StoredEvent,
} from '../../../../common/events/index.js';
import { CollectionsRepository } from './collections.repository.js';
import { Reporters } from './reporters.service.js';

/** Once somebody has connected an account, has it read soon; also when it was connected anew. */
@HandlesEvents()
@Injectable()
export class BeginCollection implements EventHandler {
  readonly name = 'provider_figures';
  readonly types = ['connection.connected'] as const;

  constructor(
    private readonly database: Database,
    private readonly collections: CollectionsRepository,
    private readonly reporters: Reporters,
  ) {}

  async handle({ userId, type, data }: StoredEvent): Promise<void> {
    if (type !== 'connection.connected') return;
    if (this.reporters.find(data.provider) === undefined) return;
    await this.database.asUser(userId, async (tx) => {
      await this.collections.begin(tx, userId, [data.provider]);
      await this.collections.makeDue(tx, userId, data.provider);
    });
  }
}
