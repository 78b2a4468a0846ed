import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/index.js';
import { Database } from '../../../common/database/index.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { countTransfers } from './transfer-count.js';
import { claimedTransfers, countJournals, disagreements, judgeTransfer } from './agreement.js';
import type { ClaimedTransfer, Disagreement, Subject } from './subject.js';
import { LedgerCheckRepository } from './ledger-check.repository.js';
import { OpenEnds } from './open-ends.repository.js';

/** What was looked at. */
export interface CheckFigures {
  /** Settled claims. */
  readonly claims: number;
  readonly journals: number;
  /** Transfers looked up on the chain. */
  readonly transfers: number;
  readonly disagreements: number;
  readonly seconds: number;
}

export interface CheckOptions {
  /** Only what was written then or later; null for everything. */
  readonly since: Date | null;
  /** Told of each disagreement when it is found, so that none has to be kept. */
  readonly onDisagreement: (disagreement: Disagreement) => void;
  readonly pageSize?: number;
}

const FIRST = '00000000-0000-0000-0000-000000000000';
const PAGE_SIZE = 500;
/** Transfers looked up at the same time. */
const CONCURRENCY = 8;

/** Proves that ledger, claims and chain agree, and that nothing is stuck; changes nothing. */
@Injectable()
export class LedgerCheck {
  constructor(
    private readonly database: Database,
    private readonly repository: LedgerCheckRepository,
    private readonly openEnds: OpenEnds,
    private readonly networks: PaymentNetworks,
    private readonly clock: Clock,
  ) {}

  /**
   * Compares page by page, while calls go on. What is stuck is told whenever it was written.
   * @throws when the database or a chain cannot be asked
   */
  async run({ since, onDisagreement, pageSize = PAGE_SIZE }: CheckOptions): Promise<CheckFigures> {
    const begun = this.clock.now().getTime();
    const figures = { claims: 0, journals: 0, transfers: 0, disagreements: 0 };
    const stuck = await this.database.asService('payments', (tx) => this.openEnds.find(tx));
    figures.disagreements += stuck.length;
    stuck.forEach(onDisagreement);
    let after = since === null ? FIRST : await this.before(since);
    while (after !== undefined) {
      const page = await this.read({ after, limit: pageSize, since });
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.id;
      for (const subject of page) {
        figures.claims += subject.claim?.settled === true ? 1 : 0;
        figures.journals += countJournals(subject);
        figures.transfers += claimedTransfers(subject).length;
      }
      const found = [...page.flatMap(disagreements), ...(await this.askChains(page))];
      figures.disagreements += found.length;
      found.forEach(onDisagreement);
    }
    return { ...figures, seconds: (this.clock.now().getTime() - begun) / 1000 };
  }

  /** The id before the first one under which something was written since then. */
  private async before(since: Date): Promise<string | undefined> {
    const first = await this.database.asService('payments', (tx) =>
      this.repository.first(tx, since),
    );
    return first && idBefore(first);
  }

  private read(page: { after: string; limit: number; since: Date | null }): Promise<Subject[]> {
    return this.database.asService('payments', (tx) => this.repository.page(tx, page));
  }

  private async askChains(page: readonly Subject[]): Promise<Disagreement[]> {
    const questions = page.flatMap((subject) =>
      claimedTransfers(subject).map((transfer) => ({ id: subject.id, transfer })),
    );
    const found: Disagreement[] = [];
    for (let at = 0; at < questions.length; at += CONCURRENCY) {
      const answers = questions.slice(at, at + CONCURRENCY).map(async ({ id, transfer }) => {
        return judgeTransfer(id, transfer, await this.count(transfer));
      });
      found.push(...(await Promise.all(answers)).flat());
    }
    return found;
  }

  /** Undefined when no payments are taken on the network any more. */
  private async count(transfer: ClaimedTransfer): Promise<number | undefined> {
    try {
      const network = this.networks.find(transfer.network);
      return (
        network &&
        countTransfers(await network.mined(transfer.transaction, transfer.asset), transfer)
      );
    } catch (cause) {
      const { network, transaction } = transfer;
      throw new Error(`${network} could not be asked about ${transaction}`, { cause });
    }
  }
}

/** The greatest UUID that is smaller than this one. */
function idBefore(id: string): string {
  const number = BigInt(`0x${id.replaceAll('-', '')}`) - 1n;
  const digits = number.toString(16).padStart(32, '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
