import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../common/clock/index.js';
import { invalidInput, Problem } from '../../../../common/errors/index.js';
import {
  type Integration,
  IntegrationCatalogue,
  notConnected,
} from '../../../integrations/index.js';
import { boundedSum } from '../../series/fill.js';
import { addDays, monthOf } from '../../series/period.js';
import type { SourceAnswer } from '../../series/source.js';
import { CODING_DAYS } from '../collection/coding-collection.service.js';
import { Reporters } from '../collection/reporters.service.js';
import { utcDay } from '../collection/windows.js';
import type { Window } from '../reporting/usage-reporter.js';
import { noProviderFigures } from '../provider-account-problems.js';
import { ProviderFiguresSource } from '../provider-figures-source.service.js';
import { AccountReader, type KeptAccount } from './account-reader.service.js';
import type { DeclaredPlan } from './plans.repository.js';
import { Refreshes } from './refreshes.service.js';

/** What is told of a month. */
export const MONTH_MEASURES = [
  'requests',
  'tokens',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'cost',
  'listCost',
] as const;
type MonthMeasure = (typeof MONTH_MEASURES)[number];

/** How many models of a month stand alone. */
const TOP = 50;

const PAST = { field: 'nextPayment', message: 'must not be before today, in UTC' };

/** An account as it is known after a look at what is new. */
export interface Account extends KeptAccount {
  readonly provider: string;
  readonly connection: NonNullable<Integration['connection']>;
}

/** All that is known of an account, with what it used in the present month of UTC, by model. */
export interface AccountFigures extends Account {
  readonly month: Readonly<Record<MonthMeasure, SourceAnswer>>;
  readonly codingDays: Window;
}

/** Shows what is known of accounts, after a look at what is new. */
@Injectable()
export class ProviderAccounts {
  constructor(
    private readonly catalogue: IntegrationCatalogue,
    private readonly reporters: Reporters,
    private readonly refreshes: Refreshes,
    private readonly reader: AccountReader,
    private readonly source: ProviderFiguresSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Reads what can have changed, unless that was done within the last minute, and says how the account
   * stands. A provider that does not answer changes nothing of what is known.
   * @throws {Problem} unknown_provider, no_provider_figures or not_connected
   */
  async sync(userId: string, provider: string): Promise<Account> {
    await this.connection(userId, provider);
    await this.refreshes.refresh(userId, provider);
    return this.read(userId, provider);
  }

  /** As {@link sync}, with all that is known. */
  async data(userId: string, provider: string): Promise<AccountFigures> {
    const account = await this.sync(userId, provider);
    const now = this.clock.now();
    const period = { ...monthOf(utcDay(now)), tz: 'UTC' };
    const question = { by: 'model', period, hasPrior: false, top: TOP, filters: { provider } };
    const answers: [string, SourceAnswer][] = [];
    for (const measure of MONTH_MEASURES) {
      const answer = await this.source.read(userId, { measure, ...question });
      answers.push([measure, bounded(answer, now)]);
    }
    const month = Object.fromEntries(answers) as AccountFigures['month'];
    return { ...account, month, codingDays: this.codingDays() };
  }

  /**
   * Keeps what the user says of their plan in place of what they said before.
   * @throws {Problem} as {@link sync}, or invalid_input for a next payment that is over
   */
  async declare(userId: string, provider: string, plan: DeclaredPlan): Promise<Account> {
    if (plan.nextPayment !== null && plan.nextPayment < utcDay(this.clock.now())) {
      throw new Problem(invalidInput, { errors: [PAST] });
    }
    await this.connection(userId, provider);
    if (!(await this.reader.declare(userId, provider, plan))) throw new Problem(notConnected);
    return this.read(userId, provider);
  }

  private async read(userId: string, provider: string): Promise<Account> {
    const connection = await this.connection(userId, provider);
    const kept = await this.reader.read(userId, provider, this.codingDays());
    if (kept === undefined) throw new Problem(notConnected);
    return { ...kept, provider, connection };
  }

  private async connection(userId: string, provider: string) {
    const { connection } = await this.catalogue.show(userId, provider);
    if (this.reporters.find(provider) === undefined) throw new Problem(noProviderFigures);
    const status = connection?.status ?? 'disconnected';
    if (connection === null || status === 'disconnected' || status === 'connecting') {
      throw new Problem(notConnected);
    }
    return connection;
  }

  private codingDays(): Window {
    const to = addDays(utcDay(this.clock.now()), 1);
    return { from: addDays(to, -CODING_DAYS), to };
  }
}

/** Sums are exact only where all days up to now are known. */
function bounded(answer: SourceAnswer, now: Date): SourceAnswer {
  const { series } = answer;
  const bound = { known: answer, now };
  return {
    ...answer,
    series: {
      ...series,
      total: boundedSum(series.total, series.period, bound),
      dimensions: series.dimensions.map((one) => ({
        ...one,
        ...boundedSum(one, series.period, bound),
      })),
    },
  };
}
