import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  handleAll,
} from 'cockatiel';
import { NotAsked, type Facilitator } from './facilitator.js';

/** When a facilitator is left alone, and for how long. */
export interface CircuitOptions {
  /** Failures to answer in a row. */
  readonly failures: number;
  readonly pauseMs: number;
}

/** A facilitator that is left alone for a while when it does not answer time after time. */
export class GuardedFacilitator {
  readonly #circuit: CircuitBreakerPolicy;

  constructor(
    readonly facilitator: Facilitator,
    { failures, pauseMs }: CircuitOptions,
  ) {
    const breaker = new ConsecutiveBreaker(failures);
    this.#circuit = circuitBreaker(handleAll, { halfOpenAfter: pauseMs, breaker });
  }

  get isOpen(): boolean {
    return this.#circuit.state === CircuitState.Open;
  }

  /** @throws {NotAsked} while it is left alone, and whatever `question` throws */
  async ask(question: (facilitator: Facilitator) => Promise<unknown>): Promise<unknown> {
    try {
      return await this.#circuit.execute(() => question(this.facilitator));
    } catch (error) {
      if (error instanceof BrokenCircuitError) {
        throw new NotAsked(`${this.facilitator.name} is left alone for a while`);
      }
      throw error;
    }
  }
}
