import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';

/** The channel that triggers announce an owner's changes on (migration 1764000008000). */
const CHANNEL = 'owner_changed';

/** Told which owner's data changed; undefined when changes of anybody may have been missed. */
export type ChangeListener = (ownerId: string | undefined) => void;

/**
 * Tells when what an owner sells, and with it what may be kept of it in memory, has changed, in this
 * process or another. Every connection of the pool listens: PostgreSQL notifies a connection of its
 * own changes before it confirms their commit, so a process never serves what it replaced itself,
 * and no connection of its own has to be watched over.
 */
@Injectable()
export class ChangeFeed {
  private readonly listeners = new Set<ChangeListener>();
  private listening = 0;

  /** While false nothing may be kept: changes would go unnoticed. */
  get isListening(): boolean {
    return this.listening > 0;
  }

  subscribe(listener: ChangeListener): void {
    this.listeners.add(listener);
  }

  /** For the pool, which gives the connection out once this has ended. */
  readonly attach = async (client: ClientBase): Promise<void> => {
    client.on('notification', ({ channel, payload }) => {
      if (channel === CHANNEL) this.announce(payload);
    });
    await client.query(`LISTEN ${CHANNEL}`);
    this.listening += 1;
    client.once('end', () => this.detach());
  };

  private detach(): void {
    this.listening -= 1;
    if (!this.isListening) this.announce(undefined);
  }

  private announce(ownerId: string | undefined): void {
    for (const listener of this.listeners) listener(ownerId);
  }
}
