import type { Machine, Run, Sent } from './machine.js';
import type { SlotClock } from './slot-clock.js';

/** A transaction that has its place on the chain. */
export interface Landed {
  readonly sent: Sent;
  readonly slot: number;
  readonly run: Run;
}

/** What changes the chain, so that it can be made again. */
export type Change =
  | { readonly kind: 'landed'; readonly wire: string; readonly slot: number }
  | { readonly kind: 'sol'; readonly to: string; readonly lamports: string }
  | {
      readonly kind: 'tokens';
      readonly mint: string;
      readonly to: string;
      readonly amount: string;
    };

/**
 * The rules that the machine lacks: a transaction lands once, whatever its first signature, and only while the
 * block that it names is recent; what cannot land is dropped in silence, as on the real network.
 */
export class Ledger {
  private readonly byId = new Map<string, Landed>();
  private readonly messages = new Set<string>();
  /** While somebody holds transactions back, those that wait. */
  private held: Sent[] | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly clock: SlotClock,
    private readonly keep: (change: Change) => void,
  ) {}

  /** Makes again what was kept. */
  restore(change: Change): void {
    if (change.kind === 'sol') this.machine.give(change.to, BigInt(change.lamports));
    else if (change.kind === 'tokens') {
      this.machine.giveTokens(change.mint, change.to, BigInt(change.amount));
    } else this.place(this.machine.read(change.wire), change.slot);
  }

  apply(change: Exclude<Change, { kind: 'landed' }>): void {
    this.restore(change);
    this.keep(change);
  }

  send(wire: string): string {
    const sent = this.machine.read(wire);
    if (this.held === undefined) this.land(sent);
    else this.held.push(sent);
    return sent.id;
  }

  simulate(wire: string, isVerified: boolean): Run | string {
    const sent = this.machine.read(wire);
    if (!this.clock.isLive(sent.blockhash)) return 'BlockhashNotFound';
    if (this.messages.has(sent.messageHash)) return 'AlreadyProcessed';
    return this.machine.simulate(sent, isVerified);
  }

  find(id: string): Landed | undefined {
    return this.byId.get(id);
  }

  /** The youngest first. */
  mentioning(account: string): Landed[] {
    return [...this.byId.values()]
      .filter(({ sent }) => sent.accounts.includes(account))
      .toReversed();
  }

  hold(): void {
    this.held ??= [];
  }

  release(): void {
    const waiting = this.held ?? [];
    this.held = undefined;
    for (const sent of waiting) this.land(sent);
  }

  private land(sent: Sent): void {
    if (this.messages.has(sent.messageHash) || !this.clock.isLive(sent.blockhash)) return;
    const { slot } = this.clock;
    if (this.place(sent, slot)) this.keep({ kind: 'landed', wire: sent.wire, slot });
  }

  /** False for what no block would take: without its signatures, or the money for its fee. */
  private place(sent: Sent, slot: number): boolean {
    const run = this.machine.run(sent);
    if (run.error !== null && run.units === 0) return false;
    this.messages.add(sent.messageHash);
    this.byId.set(sent.id, { sent, slot, run });
    return true;
  }
}
