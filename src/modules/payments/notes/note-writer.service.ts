import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Outbox } from '../../../common/outbox/index.js';
import { PaidRoutes } from '../x402/paid-routes.service.js';
import type { Note } from './note.js';

/** How long a route may take over its own books while a settlement waits for it. */
const PATIENCE_MS = 10_000;

/** Writes notes in the transaction that it is given. */
@Injectable()
export class NoteWriter {
  constructor(
    private readonly outbox: Outbox,
    private readonly routes: PaidRoutes,
  ) {}

  /** A route that is gone is not told any more. @throws whatever keeps the note from being written */
  async write(tx: EntityManager, note: Note): Promise<void> {
    if (note.kind === 'event') return this.outbox.add(tx, note.event);
    const route = this.routes.find(note.route);
    if (route?.onEnded === undefined) return;
    await withinPatience(note.route, route.onEnded(tx, note.call));
  }
}

async function withinPatience(route: string, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`the books of route ${route} took longer than ${PATIENCE_MS} ms`);
    timer = setTimeout(() => reject(error), PATIENCE_MS);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
