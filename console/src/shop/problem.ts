import type { Schema } from '../api/types.ts';

/** What the server tells a buyer who gets no answer. */
export type Problem = Pick<Schema<'ProblemDto'>, 'title' | 'code' | 'status' | 'retryable'> &
  Partial<Schema<'ProblemDto'>>;

/** The server said no. */
export class Refused extends Error {
  constructor(
    readonly problem: Problem,
    /** From when on it can be asked again. */
    readonly retryAfterSeconds?: number,
  ) {
    super(problem.detail ?? problem.title);
  }

  static async by(response: Response): Promise<Refused> {
    const { status, headers } = response;
    const title = `The server answered ${status}`;
    const unknown: Problem = { title, code: 'unknown', status, retryable: status >= 500 };
    const told = await response.json().then(
      (body: unknown) => body as Problem,
      () => unknown,
    );
    return new Refused({ ...unknown, ...told }, Number(headers.get('retry-after')) || undefined);
  }
}

/** The server knows no call of a payment. */
export class NeverArrived extends Error {}

/** The price is not what the button said. */
export class PriceChanged extends Error {
  constructor(
    /** Atomic units. */
    readonly amount: string,
  ) {
    super('the price has changed');
  }
}

/** The wallet failed, or its owner said no. */
export class WalletFailed extends Error {
  constructor(override readonly cause: unknown) {
    super(messageOf(cause));
  }

  /** Of EIP-1193 and EIP-3085: 4001 is a no, 4902 a chain that the wallet does not know. */
  get code(): number | undefined {
    return (this.cause as { code?: number } | null)?.code;
  }
}

function messageOf(cause: unknown): string {
  const { message } = (cause ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : 'it says no more';
}
