import { Injectable } from '@nestjs/common';
import { EarningsSource } from '../figures/earnings-source.service.js';
import { RunsSource } from '../figures/runs-source.service.js';
import { ProviderFiguresSource } from '../provider-accounts/provider-figures-source.service.js';
import type { MoneySource, MoneySources } from './money-sources.js';

/** Where each kind of money is known: in the ledger, in the usage log, or by a provider. */
@Injectable()
export class OwnAndProviderMoney implements MoneySources {
  readonly earnings: MoneySource;
  readonly cost: MoneySource;
  readonly anthropic: MoneySource;
  readonly openrouter: MoneySource;

  constructor(sales: EarningsSource, runs: RunsSource, accounts: ProviderFiguresSource) {
    const bill = (provider: string) => ({
      figures: accounts,
      measure: 'cost',
      filters: { provider },
    });
    this.earnings = { figures: sales, measure: 'net', filters: {} };
    this.cost = { figures: runs, measure: 'cost', filters: {} };
    this.anthropic = bill('anthropic');
    this.openrouter = bill('openrouter_management');
  }
}
