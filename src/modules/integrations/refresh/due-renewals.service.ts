import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/index.js';
import { type DueConnection, RenewalsRepository } from '../connections/renewals.repository.js';
import { Renewals } from '../connections/renewals.service.js';
import { ConnectionProviders } from '../providers/connection-providers.service.js';
import { tokenWay } from '../providers/provider-auth.js';
import { type Outcome, TokenRenewals } from './token-renewals.service.js';

/** Renews the access that is due, one connection after the other. */
@Injectable()
export class DueRenewals {
  constructor(
    private readonly database: Database,
    private readonly providers: ConnectionProviders,
    private readonly repository: RenewalsRepository,
    private readonly renewals: Renewals,
    private readonly tokens: TokenRenewals,
  ) {}

  /** Renews what has been due for longest and nobody is at. @returns undefined when nothing is due */
  async next(): Promise<Outcome['ended'] | undefined> {
    const due = await this.database.asService('refresh', (tx) =>
      this.repository.takeDue(tx, this.providerIds()),
    );
    return due && this.renew(due);
  }

  private async renew(due: DueConnection): Promise<Outcome['ended']> {
    const definition = this.providers.find(due.provider)?.definition;
    const renewal =
      definition &&
      (await this.database.asUser(due.userId, (tx) => this.renewals.ofDue(tx, definition, due)));
    if (renewal === undefined) return 'dropped';
    const { ended } = await this.tokens.finish(renewal);
    return ended;
  }

  /** What another server has connected, with a provider that this one does not know, is left to it. */
  private providerIds(): string[] {
    return this.providers.all.flatMap(({ definition }) =>
      tokenWay(definition) === undefined ? [] : definition.id,
    );
  }
}
