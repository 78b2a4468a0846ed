import { Injectable } from '@nestjs/common';

/** Told which owner's data changed; undefined when changes of anybody may have been missed. */
export type ChangeListener = (ownerId: string | undefined) => void;

/**
 * Tells when what an owner sells, and with it what may be kept of it in memory, has changed: in this
 * process before whoever changed it is told so, in another one a moment later.
 */
@Injectable()
export class ChangeFeed {
  private readonly listeners = new Set<ChangeListener>();
  private hears = false;

  /** While false nothing may be kept: changes of others would go unnoticed. */
  get isListening(): boolean {
    return this.hears;
  }

  subscribe(listener: ChangeListener): void {
    this.listeners.add(listener);
  }

  announce(ownerId: string | undefined): void {
    for (const listener of this.listeners) listener(ownerId);
  }

  /** For whoever listens to the database, as soon as it hears of every change from now on. */
  begin(): void {
    this.announce(undefined);
    this.hears = true;
  }

  /** For the same, as soon as it may miss one. */
  end(): void {
    this.hears = false;
    this.announce(undefined);
  }
}
