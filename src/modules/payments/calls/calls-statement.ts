import type { Statement } from '../networks/payment-network.js';

/** What a payer says to find their calls again. */
export interface CallsRequest {
  /** Origin of the server they ask, so that no other can use the signature here. */
  readonly server: string;
  /** Unix seconds. */
  readonly issuedAt: number;
}

/** The statement that the wallet which paid signs; docs/payments.md shows it to buyers. */
export function callsStatement({ server, issuedAt }: CallsRequest): Statement {
  return {
    name: 'CallsRequest',
    values: { server, issuedAt: BigInt(issuedAt) },
  };
}
