import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  handleType,
} from 'cockatiel';
import { type Facilitator, NotAsked, OutOfGas, OutOfReach } from './facilitator.js';

type Question = (facilitator: Facilitator) => Promise<unknown>;

/** When a facilitator is left alone, and for how long. */
export interface CircuitOptions {
  /** How often in a row it cannot be reached. */
  readonly failures: number;
  readonly pauseMs: number;
}

/**
 * A facilitator that is left alone for a while when it cannot be reached time after time. What it
 * answers never counts, however bad: a buyer may have made it answer so.
 */
export class GuardedFacilitator {
  readonly #circuit: CircuitBreakerPolicy;

  constructor(
    readonly facilitator: Facilitator,
    { failures, pauseMs }: CircuitOptions,
  ) {
    const breaker = new ConsecutiveBreaker(failures);
    const counted = handleType(OutOfReach, (error) => !(error instanceof OutOfGas));
    this.#circuit = circuitBreaker(counted, { halfOpenAfter: pauseMs, breaker });
  }

  get isOpen(): boolean {
    return this.#circuit.state === CircuitState.Open;
  }

  /** @throws {NotAsked} while it is left alone, and whatever `question` throws */
  async ask(question: Question): Promise<unknown> {
    try {
      return await this.#circuit.execute(() => question(this.facilitator));
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw this.leftAlone();
      throw error;
    }
  }

  /**
   * The same about what a stranger may have made up to keep the facilitator from answering: nothing
   * that comes of it counts.
   */
  async askAboutDoubtful(question: Question): Promise<unknown> {
    if (this.isOpen) throw this.leftAlone();
    return question(this.facilitator);
  }

  private leftAlone(): NotAsked {
    return new NotAsked(`${this.facilitator.name} is left alone for a while`);
  }
}
