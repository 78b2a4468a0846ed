import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, type FunctionCall } from '../../../common/database/index.js';
import { eventCall } from '../../../common/outbox/index.js';
import type { EndedCall, PaidRoute } from '../x402/paid-route.js';
import { PaidRoutes } from '../x402/paid-routes.service.js';
import type { Note } from './note.js';

/** How long a route may take over its own books while a settlement waits for it. */
const PATIENCE_MS = 10_000;

/** Writes notes in the transaction of the service `payments` that it is given. */
@Injectable()
export class NoteWriter {
  constructor(
    private readonly database: Database,
    private readonly routes: PaidRoutes,
  ) {}

  /** The note as calls of functions; undefined where its route keeps its books in code of its own. */
  callsOf(note: Note): FunctionCall[] | undefined {
    if (note.kind === 'event') return [eventCall(note.event)];
    // A route that is gone is not told any more.
    const route = this.routes.find(note.route);
    if (route?.onEnded === undefined) return [];
    // What a route of another team names would be called with other rights than its own.
    const call = route.service === undefined ? route.booking?.(note.call) : undefined;
    return call && [call];
  }

  /** @throws whatever keeps the note from being written */
  async write(tx: EntityManager, note: Note): Promise<void> {
    const calls = this.callsOf(note);
    if (calls !== undefined) return this.database.callAllWithin(tx, calls);
    const route = note.kind === 'ended' ? this.routes.find(note.route) : undefined;
    if (note.kind === 'ended' && route !== undefined) await this.tell(tx, route, note.call);
  }

  /** A route of another team keeps its books with rights of its own, and not with those of `payments`. */
  private async tell(tx: EntityManager, route: PaidRoute, call: EndedCall): Promise<void> {
    const work = async () => withinPatience(route.id, route.onEnded?.(tx, call));
    const { service } = route;
    if (service === undefined) return work();
    await this.database.asServiceWithin(tx, { service, own: 'payments' }, work);
  }
}

async function withinPatience(route: string, work: Promise<void> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`the books of route ${route} took longer than ${PATIENCE_MS} ms`);
    timer = setTimeout(() => reject(error), PATIENCE_MS);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
