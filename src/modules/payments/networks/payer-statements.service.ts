import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Clock } from '../../../common/clock/index.js';
import { chainUnavailable, invalidInput, Problem } from '../../../common/errors/index.js';
import { LOGGER } from '../../../common/observability/index.js';
import { notThePayer } from '../payment-problems.js';
import { PaymentNetworks } from './networks.service.js';
import type { Statement } from './payment-network.js';

/** How far a statement's time may be from ours, so that a signature cannot be kept for later. */
const MAX_CLOCK_DIFFERENCE_MS = 10 * 60_000;

/** What a payer, who has no account, says with the wallet that paid. */
export interface SignedStatement {
  /** CAIP-2 id of the network that was paid on. */
  readonly network: string;
  readonly payer: string;
  readonly statement: Statement;
  /** Unix seconds; part of the statement. */
  readonly issuedAt: number;
  /** In the network's own form. */
  readonly signature: string;
}

/** Checks what payers sign. */
@Injectable()
export class PayerStatements {
  constructor(
    private readonly networks: PaymentNetworks,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws {Problem} `invalid_input` for a time that is off. */
  assertPresent(issuedAt: number): void {
    const difference = Math.abs(this.clock.now().getTime() - issuedAt * 1000);
    if (difference <= MAX_CLOCK_DIFFERENCE_MS) return;
    const message = 'must be the present time in seconds, give or take ten minutes';
    throw new Problem(invalidInput, { errors: [{ field: 'issuedAt', message }] });
  }

  /**
   * @throws {Problem} `invalid_input` for a time that is off or a signature of another network's form,
   * `not_the_payer`, or `chain_unavailable` when the wallet may be a contract and the chain cannot be asked
   */
  async assertSigned(signed: SignedStatement): Promise<void> {
    this.assertPresent(signed.issuedAt);
    this.assertForm(signed);
    if (!(await this.isSigned(signed))) throw refused(signed);
  }

  private assertForm({ network: id, signature }: SignedStatement): void {
    const network = this.networks.find(id);
    if (network === undefined || network.isSignature(signature)) return;
    const errors = [{ field: 'signature', message: network.forms.signature }];
    throw new Problem(invalidInput, { errors });
  }

  private async isSigned(signed: SignedStatement): Promise<boolean> {
    const { network, payer, statement, signature } = signed;
    try {
      const verdict = this.networks.find(network)?.isSignedBy(payer, statement, signature);
      if (verdict !== undefined) return await verdict;
    } catch (error) {
      this.logger.warn({ err: error, network }, 'a signature could not be checked on the chain');
    }
    throw new Problem(chainUnavailable, { retryAfterSeconds: 5 });
  }
}

/** Most often another origin was signed than the one that the server knows itself by. */
function refused({ payer, network, statement }: SignedStatement): Problem {
  const expected = `The server expects the signature of ${payer}, for ${network}`;
  const { server } = statement.values;
  const of = server === undefined ? '' : `, with ${String(server)} as \`server\``;
  return new Problem(notThePayer, { detail: `${expected}${of}.` });
}
