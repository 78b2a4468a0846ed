import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { Tickets } from '../receipts/tickets.service.js';
import type { PaymentClaim } from '../claims/claim.entity.js';
import { TICKET_HEADER } from '../x402/claimant.js';
import { PaidRoutes } from '../x402/paid-routes.service.js';
import { CALL_ID_HEADER } from '../x402/response-headers.js';
import { callsConfig } from './calls.config.js';

/** A call whose buyer is answered. */
export type AnsweredCall = Pick<PaymentClaim, 'id' | 'route'>;

/** By what a buyer finds a call again whose answer they did not get, or not yet. */
export interface Way {
  readonly id: string;
  readonly statusUrl: string;
  /** Shows at `statusUrl`, or beside the payment, that the call is theirs. */
  readonly ticket: string;
}

/** Tells buyers how to come back to a call: nobody who may have paid is left without. */
@Injectable()
export class WayBack {
  constructor(
    private readonly routes: PaidRoutes,
    private readonly tickets: Tickets,
    @Inject(callsConfig.KEY) private readonly config: ConfigType<typeof callsConfig>,
  ) {}

  /** The way back to a call. */
  of({ id, route }: AnsweredCall): Way {
    const path = this.routes.find(route)?.statusPath?.(id) ?? `/api/v1/calls/${id}`;
    return { id, statusUrl: `${this.config.publicUrl}${path}`, ticket: this.tickets.of(id) };
  }

  /** The same in headers, for answers of any kind. */
  headers({ id }: Pick<PaymentClaim, 'id'>): Record<string, string> {
    return { [CALL_ID_HEADER]: id, [TICKET_HEADER]: this.tickets.of(id) };
  }
}
