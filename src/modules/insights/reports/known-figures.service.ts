import { Injectable } from '@nestjs/common';
import { EarningsSource } from '../figures/earnings-source.service.js';
import { MarginSource } from '../figures/margin-source.service.js';
import { RunsSource } from '../figures/runs-source.service.js';
import { FunnelSource } from '../funnel/funnel-source.service.js';
import { ProviderFiguresSource } from '../provider-accounts/provider-figures-source.service.js';
import type { FigureSource } from '../series/source.js';
import { AccountOverviews } from './account-overviews.service.js';
import type { FigureSources } from './figure-sources.js';

/** Everybody who knows figures, with what they are called. */
@Injectable()
export class KnownFigures implements FigureSources {
  readonly own: FigureSources['own'];

  constructor(
    earnings: EarningsSource,
    runs: RunsSource,
    margin: MarginSource,
    demand: FunnelSource,
    private readonly accounts: ProviderFiguresSource,
    private readonly overviews: AccountOverviews,
  ) {
    this.own = { earnings, runs, margin, demand };
  }

  /** With names of workspaces and keys. */
  get providers(): ReadonlyMap<string, FigureSource> {
    return new Map(
      [...this.accounts.byProvider].map(([provider, source]) => [
        provider,
        { ...source, names: this.namesOf(provider) },
      ]),
    );
  }

  private namesOf(provider: string): NonNullable<FigureSource['names']> {
    return (userId, by, ids) => this.overviews.names(userId, { provider, by }, ids);
  }
}
