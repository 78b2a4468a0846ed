import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { PaidCall } from '../x402/paid-route.js';
import type { PaidRequest } from './payment-attempt.js';

/** The {@link PaidCall} that a `@RequiresPayment` handler serves. */
export const Paid = createParamDecorator((_: unknown, context: ExecutionContext): PaidCall => {
  const { paidCall } = context.switchToHttp().getRequest<PaidRequest>();
  if (paidCall === undefined) throw new Error('@Paid() needs @RequiresPayment() on its handler');
  return paidCall;
});
