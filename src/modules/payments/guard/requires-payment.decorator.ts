import {
  applyDecorators,
  SetMetadata,
  type Type,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeaders, ApiResponse } from '@nestjs/swagger';
import {
  invalidInput,
  methodNotAllowed,
  tooManyRequests,
  unsupportedMediaType,
} from '../../../common/errors/index.js';
import { ApiProblems, PRICED, RouteFacts } from '../../../common/http/index.js';
import { Public } from '../../accounts/index.js';
import {
  facilitatorUnavailable,
  invalidPayment,
  paymentAlreadyUsed,
  paymentRequired,
  paymentsUnavailable,
  resultExpired,
  runTimeout,
  serverEnding,
  settlementUnknown,
} from '../payment-problems.js';
import type { PaidRoute } from '../x402/paid-route.js';
import { PAID_ROUTE } from '../x402/paid-routes.service.js';
import { PendingCallDto } from './pending-call.dto.js';
import { PaymentGuard } from './payment.guard.js';
import { RefusedPaymentsGuard } from './refused-payments.guard.js';
import { SettlementInterceptor } from './settlement.interceptor.js';

/** How any paid call can fail, whatever it sells. */
const PROBLEMS = [
  paymentRequired,
  invalidPayment,
  invalidInput,
  methodNotAllowed,
  unsupportedMediaType,
  paymentAlreadyUsed,
  facilitatorUnavailable,
  paymentsUnavailable,
  resultExpired,
  runTimeout,
  serverEnding,
  settlementUnknown,
  tooManyRequests,
];

/**
 * Puts a price on a route: `route` says what a call costs, and the handler runs once for each
 * payment, is charged only when it returns a result, and its result belongs to that payment. The
 * payer needs no account.
 */
export function RequiresPayment(route: Type<PaidRoute>) {
  return applyDecorators(
    // Unless the route tells more of it.
    ApiResponse(
      { status: 200, description: 'What was sold', content: { '*/*': { schema: {} } } },
      { overrideExisting: false },
    ),
    Public(),
    SetMetadata(PAID_ROUTE, route),
    RouteFacts(PRICED),
    UseGuards(RefusedPaymentsGuard, PaymentGuard),
    UseInterceptors(SettlementInterceptor),
    ApiHeaders([
      {
        name: 'PAYMENT-SIGNATURE',
        required: false,
        description:
          'x402 v2 payment, base64 JSON; the answer carries PAYMENT-RESPONSE. Without a payment the answer is the 402 challenge: v2 in the header PAYMENT-REQUIRED, v1 in the body',
      },
      {
        name: 'X-PAYMENT',
        required: false,
        description: 'x402 v1 payment, base64 JSON; the answer carries X-PAYMENT-RESPONSE as well',
      },
      {
        name: 'Prefer',
        required: false,
        description:
          '`respond-async`: 202 and a status URL as soon as the payment is good; `wait=10`: not before so many seconds',
      },
    ]),
    ApiAcceptedResponse({
      type: PendingCallDto,
      description: 'Still running: ask at `Location`, or send the same payment again',
    }),
    ApiProblems(...PROBLEMS),
  );
}
