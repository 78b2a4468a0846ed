import type { PaymentPayload } from '@x402/core/types';
import type { Buyer } from '../e2e/buyer.js';
import { Gate } from '../e2e/claude.js';
import type { Answer } from './evidence.js';
import type { Step } from './faults.js';
import type { RoundPlan, WavePlan } from './plan.js';

/** What was signed, by either scheme. */
interface Signed {
  readonly authorization?: { readonly nonce: string };
  readonly permit2Authorization?: { readonly nonce: string };
}

/** One payment on its way: what the proxies know about it, and what became of it. */
export class Lane {
  readonly payer: string;
  readonly nonce: string;
  readonly answers: Answer[] = [];
  /** Where those who were told to come back ask for the result. */
  readonly tickets: { readonly path: string; readonly ticket: string }[] = [];
  /** How many answers the model began to give for it. */
  begun = 0;
  /** Texts of the model's answers for it that were whole. */
  readonly generations: string[] = [];
  /** What of it stands in requests to the chain: its nonce, and the hash of its transfer. */
  readonly traces: string[] = [];
  /** How often its trouble struck. */
  troubled = 0;
  /** Opens when the model is asked for the first time. */
  readonly modelAsked = new Gate();
  /** Opens when its request stands where the strike shall fall. */
  readonly arrived = new Gate();
  readonly #struck = new Gate();
  #isStruck = false;
  #isHealed = false;
  /** Stands in the prompt, so that the model's stand-in knows whose call it is. */
  readonly topic: string;

  constructor(
    readonly plan: RoundPlan,
    readonly wave: WavePlan,
    readonly buyer: Buyer,
    readonly payment: PaymentPayload,
    /** Where on every replica the resource is sold. */
    readonly path: string,
    /** Which of several payments that their buyer sends at once. */
    readonly number = 0,
  ) {
    this.topic = `coin ${plan.index}-${number}.`;
    this.payer = buyer.wallet.address.toLowerCase();
    const { authorization, permit2Authorization: permit } = payment.payload as Signed;
    this.nonce = authorization?.nonce.toLowerCase() ?? `permit2:${permit?.nonce}`;
    // What is asked of the chain about a nonce of Permit2 is the word that it is a bit of.
    this.traces.push(permit ? (BigInt(permit.nonce) >> 8n).toString(16) : this.nonce.slice(2));
    if (permit !== undefined) this.traces.push(permit.nonce);
  }

  /** Held here until the strike has fallen, when this is where the plan says so. */
  async at(step: Step, replica: number): Promise<void> {
    const { strike, replica: struck } = this.wave;
    if (this.#isStruck || step !== this.plan.step) return;
    if (replica !== struck && strike !== 'kill_both') return;
    this.arrived.open();
    await this.#struck.opened;
  }

  /** The strike has fallen: from now on nothing is held. */
  release(): void {
    this.#isStruck = true;
    this.#struck.open();
  }

  /** Whether the model was asked while its buyer had not the money for all of their payments. */
  ranShort = false;

  /** From now on everything is honest. */
  heal(): void {
    this.ranShort = this.plan.trouble === 'wallet_short' && this.begun > 0;
    this.#isHealed = true;
    this.release();
  }

  get isHealed(): boolean {
    return this.#isHealed;
  }

  /** Whether its trouble, when it is one of `kind`, strikes this time; and notes that it did. */
  isTroubled(kind: string): boolean {
    const { trouble, stubborn } = this.plan;
    if (!trouble.startsWith(kind)) return false;
    if (this.#isHealed || (this.troubled > 0 && !stubborn)) return false;
    this.troubled += 1;
    return true;
  }
}

/** The payments of a run, by what the proxies can see of them. */
export class Lanes {
  readonly all: Lane[] = [];

  /** The payment whose topic or trace stands in `text`, or else whose payer does. */
  mentionedIn(text: string): Lane | undefined {
    const lower = text.toLowerCase();
    const isNamed = ({ topic, traces }: Lane) =>
      lower.includes(topic) || traces.some((each) => lower.includes(each));
    return this.all.findLast(isNamed) ?? this.all.findLast(({ payer }) => lower.includes(payer));
  }
}
