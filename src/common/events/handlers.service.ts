import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { EntityManager } from 'typeorm';
import { DeadLetters } from './dead-letters.service.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { assertHandlers, type EventHandler } from './event-handler.js';
import { HandlesEvents } from './handles-events.decorator.js';

const LOOK_EVERY_MS = 60_000;

/** The handlers of this application, and that the database knows of them. */
@Injectable()
export class Handlers {
  private found: ReadonlyMap<string, EventHandler> = new Map();
  private lookAt = 0;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly deliveries: DeliveriesRepository,
    private readonly letters: DeadLetters,
  ) {}

  /** @returns false when there are none. @throws Error that names one which cannot work */
  find(): boolean {
    const handlers = HandlesEvents.of(this.discovery);
    assertHandlers(handlers);
    this.found = new Map(handlers.map((handler) => [handler.name, handler]));
    return handlers.length > 0;
  }

  get names(): string[] {
    return [...this.found.keys()];
  }

  get(name: string): EventHandler | undefined {
    return this.found.get(name);
  }

  register(tx: EntityManager): Promise<void> {
    return this.deliveries.register(tx, [...this.found.values()]);
  }

  /** Once a minute: shows that these handlers are here, and looks for dead letters. */
  async look(tx: EntityManager): Promise<void> {
    const now = performance.now();
    if (now < this.lookAt) return;
    if (!(await this.deliveries.see(tx, this.names))) await this.register(tx);
    await this.letters.look(tx);
    this.lookAt = now + LOOK_EVERY_MS;
  }

  lookSoon(): void {
    this.lookAt = 0;
  }
}
