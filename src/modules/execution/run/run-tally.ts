import type { RunRecord } from '../records/run-record.js';

/** Runs that ended in the same way. */
export interface Tallied {
  /** The type of resource. */
  readonly type: string;
  /** Who ran the model; `none` when the type needs none. */
  readonly provider: string;
  /** `succeeded`, or the code of the problem. */
  readonly outcome: string;
  readonly runs: number;
}

/** More ways to end than there are; beyond it, whoever makes up codes is told apart no more. */
const MOST = 1_000;

/** Counts how runs ended, in memory that does not grow with what is sold. */
export class RunTally {
  private readonly tallied = new Map<string, Tallied>();

  count({
    type,
    model,
    failure,
  }: Pick<RunRecord, 'model' | 'failure'> & { readonly type: string }): void {
    const [provider = ''] = model?.split(':') ?? ['none'];
    const exact = { type, provider, outcome: failure ?? 'succeeded' };
    const isKnown = this.tallied.has(keyOf(exact)) || this.tallied.size < MOST;
    const way = isKnown ? exact : { type: 'other', provider: 'other', outcome: 'other' };
    const runs = (this.tallied.get(keyOf(way))?.runs ?? 0) + 1;
    this.tallied.set(keyOf(way), { ...way, runs });
  }

  /** Since the process began. */
  all(): readonly Tallied[] {
    return [...this.tallied.values()];
  }
}

function keyOf({ type, provider, outcome }: Omit<Tallied, 'runs'>): string {
  return `${type} ${provider} ${outcome}`;
}
