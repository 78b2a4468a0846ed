import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '../../../common/clock/index.js';
import type { Problem } from '../../../common/errors/index.js';
import type { Quote } from '../x402/quote.js';
import { type DemandRecord, isId, lineOf, QUARTER_MS } from './record.js';
import { isOfRepetition, isRefusal, reasonOf } from './refusal-reason.js';
import { Spool } from './spool.service.js';
import { NO_TRIAL, type Trial } from './trial.js';
import { isBot } from './user-agent.js';

/** Of whose sale an answer is. */
type Sold = Pick<Quote, 'ownerId' | 'resourceId'>;

/** The lines of challenges, made once for each quarter of an hour. */
interface Challenges {
  readonly quarter: number;
  readonly bots: Buffer;
  readonly buyers: Buffer;
}

const MAX_AGENTS = 2_000;
/** More of a user agent is not looked at. */
const MAX_AGENT = 256;

/**
 * Counts how many ask the price of what is for sale, try to pay, and are refused. What is counted here is
 * counted once and survives the death of this process, before the answer leaves. No method fails, waits, or
 * asks the database.
 */
@Injectable()
export class Demand {
  private readonly challenges = new WeakMap<Sold, Challenges>();
  private readonly bots = new LRUCache<string, boolean>({ max: MAX_AGENTS });

  constructor(
    private readonly spool: Spool,
    private readonly clock: Clock,
  ) {}

  /** Somebody who sent no payment is about to be told the price. */
  challenged(sold: Sold, userAgent: string | undefined): void {
    if (sold.ownerId === null) return;
    this.spool.append(this.lineOf(sold, sold.ownerId, userAgent));
  }

  /** The same of one of many who are told at once: `tell` is called, soon, when they are counted. */
  challengedSoon(sold: Sold, userAgent: string | undefined, tell: () => void): void {
    if (sold.ownerId === null) tell();
    else this.spool.appendSoon(this.lineOf(sold, sold.ownerId, userAgent), tell);
  }

  /**
   * A payment is about to be refused that was not reserved.
   * @param payer the wallet that it names, whether or not it signed
   */
  refused(sold: Sold, payer: string | undefined, problem: Problem): void {
    this.tried(sold, payer).refused(problem);
  }

  /** A payment that fits what is offered is about to be reserved. */
  tried(sold: Sold, payer: string | undefined): Trial {
    if (sold.ownerId === null) return NO_TRIAL;
    const about = { ...aboutOf(sold, sold.ownerId, this.quarter()), payer: payer ?? null };
    const write = (record: Pick<DemandRecord, 'stage' | 'reason' | 'count'>) =>
      this.spool.append(Buffer.from(lineOf({ ...about, ...record }), 'latin1'));
    write({ stage: 'tried', reason: null, count: 1 });
    const repeated = () => write({ stage: 'tried', reason: null, count: -1 });
    const refuse = (problem: Problem) =>
      write({ stage: 'refused', reason: reasonOf(problem), count: 1 });
    return {
      repeated,
      refused: (problem) => (isOfRepetition(problem) ? repeated() : refuse(problem)),
      ended: (problem, wasAccepted) => {
        if (isRefusal(problem, wasAccepted)) refuse(problem);
      },
    };
  }

  private lineOf(sold: Sold, ownerId: string, userAgent: string | undefined): Buffer {
    const lines = this.linesOf(sold, ownerId);
    return this.saysBot(userAgent) ? lines.bots : lines.buyers;
  }

  private linesOf(sold: Sold, ownerId: string): Challenges {
    const quarter = this.quarter();
    const known = this.challenges.get(sold);
    if (known?.quarter === quarter) return known;
    const about = aboutOf(sold, ownerId, quarter);
    const challenge = {
      ...about,
      stage: 'challenged',
      payer: null,
      reason: null,
      count: 1,
    } as const;
    const line = (bot: boolean) => Buffer.from(lineOf({ ...challenge, isBot: bot }), 'latin1');
    const lines = { quarter, bots: line(true), buyers: line(false) };
    this.challenges.set(sold, lines);
    return lines;
  }

  private quarter(): number {
    return Math.floor(this.clock.now().getTime() / QUARTER_MS);
  }

  private saysBot(userAgent: string | undefined): boolean {
    if (userAgent === undefined) return false;
    const agent = userAgent.length > MAX_AGENT ? userAgent.slice(0, MAX_AGENT) : userAgent;
    const known = this.bots.get(agent);
    if (known !== undefined) return known;
    const verdict = isBot(agent);
    this.bots.set(agent, verdict);
    return verdict;
  }
}

function aboutOf({ resourceId }: Sold, ownerId: string, quarter: number) {
  const known = resourceId !== undefined && isId(resourceId) ? resourceId : null;
  return { quarter, ownerId, resourceId: known, isBot: false };
}
