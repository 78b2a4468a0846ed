import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Database } from '../../../common/database/index.js';
import { Storefront } from '../../resources/index.js';
import { ActivityRepository, type EventRow, type EventsPage } from './activity.repository.js';

/** Something that happened to a user. */
export interface Happening extends EventRow {
  /** What it is about, as its owner calls it; null when it is about none. */
  readonly resource: { readonly id: string; readonly name: string | null } | null;
}

/** What happened to users, as their webhooks are told it. */
@Injectable()
export class Activity {
  constructor(
    private readonly database: Database,
    private readonly repository: ActivityRepository,
    private readonly storefront: Storefront,
  ) {}

  /** Newest first; with names of resources that are archived by now, too. */
  async page(userId: string, page: EventsPage): Promise<Happening[]> {
    const { events, called } = await this.database.asUser(userId, async (tx) => {
      const found = await this.repository.page(tx, userId, page);
      const claims = idsIn(found, 'claimId');
      return {
        events: found,
        called: await this.repository.resourcesOf(tx, userId, claims),
      };
    });
    const resourceOf = ({ data }: EventRow) =>
      idIn(data, 'resourceId') ??
      idIn(scopeOf(data), 'resourceId') ??
      called.get(idIn(data, 'claimId') ?? '');
    const names = await this.storefront.namesOf(userId, [
      ...new Set(events.flatMap((event) => resourceOf(event) ?? [])),
    ]);
    return events.map((event) => {
      const id = resourceOf(event);
      const resource = id === undefined ? null : { id, name: names.get(id) ?? null };
      return { ...event, resource };
    });
  }
}

function idsIn(events: readonly EventRow[], member: string): string[] {
  return events.flatMap(({ data }) => idIn(data, member) ?? []);
}

/** A budget tells what it is about in its scope. */
function scopeOf({ scope }: EventRow['data']): EventRow['data'] {
  return typeof scope === 'object' && scope !== null ? { ...scope } : {};
}

/** Events of other teams' modules have data of their own, in which anything may stand. */
function idIn(data: EventRow['data'], member: string): string | undefined {
  const id = data[member];
  return isUUID(id) ? String(id) : undefined;
}
