import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { type Cursor, Database } from '../../../common/database/index.js';
import type { PaymentState } from '../../../common/errors/index.js';
import { formatUsdc } from '../../../common/money/index.js';
import { PayerStatements } from '../networks/payer-statements.service.js';
import { amountPaid } from '../claims/charge.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import type { PaymentKey } from '../claims/held-claim.js';
import { callsConfig } from './calls.config.js';
import { type CallState, stateOf } from './call-state.js';
import { callsStatement } from './calls-statement.js';
import { PayerClaims } from './payer-claims.repository.js';
import { type Way, WayBack } from './way-back.service.js';

/** Who asks for their calls, and for which of them. */
export interface PayerQuery {
  /** CAIP-2 id. */
  readonly network: PaymentKey['network'];
  /** Normalised address. */
  readonly payer: string;
  /** Unix seconds. */
  readonly issuedAt: number;
  readonly signature: string;
  readonly limit: number;
  readonly after: Cursor | undefined;
}

/** One call, as its payer finds it again. */
export interface FoundCall extends Way {
  readonly resource: string | null;
  /** Decimal USDC. */
  readonly amount: string;
  readonly status: CallState['status'];
  readonly payment: PaymentState;
  readonly transaction: string | null;
  readonly createdAt: Date;
}

/** Gives payers their calls back who have nothing left but the wallet that paid. */
@Injectable()
export class PayerCalls {
  constructor(
    private readonly database: Database,
    private readonly claims: PayerClaims,
    private readonly statements: PayerStatements,
    private readonly wayBack: WayBack,
    @Inject(callsConfig.KEY) private readonly config: ConfigType<typeof callsConfig>,
  ) {}

  /**
   * The payer's calls that were charged or may yet be, newest first, each with its ticket; one more
   * than `limit` when there is another page.
   * @throws {Problem} as {@link PayerStatements.assertSigned}
   */
  async find({ network, payer, issuedAt, signature, limit, after }: PayerQuery) {
    const statement = callsStatement({ server: this.config.publicUrl, issuedAt });
    await this.statements.assertSigned({ network, payer, statement, issuedAt, signature });
    const claims = await this.database.asService('payments', (tx) =>
      this.claims.find(tx, { network, payer }, after, limit + 1),
    );
    return claims.map((claim) => this.view(claim));
  }

  private view(claim: PaymentClaim): FoundCall {
    const { resourceUrl: resource, transaction, createdAt } = claim;
    const { status, payment } = stateOf(claim, null);
    return {
      ...this.wayBack.of(claim),
      resource,
      amount: formatUsdc(amountPaid(claim)),
      status,
      payment,
      transaction,
      createdAt,
    };
  }
}
