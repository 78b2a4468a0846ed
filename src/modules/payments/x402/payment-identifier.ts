import { z } from 'zod';
import type { PaymentPayload } from '@x402/core/types';

/** Name of the x402 extension by which a buyer names a payment, to send it again safely. */
export const PAYMENT_IDENTIFIER = 'payment-identifier';

const PATTERN = '^[a-zA-Z0-9_-]+$';
const MIN_LENGTH = 16;
const MAX_LENGTH = 128;

/** What a challenge says of the extension: welcome, not needed. */
export const PAYMENT_IDENTIFIER_DECLARATION = {
  info: { required: false },
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      required: { type: 'boolean' },
      id: { type: 'string', minLength: MIN_LENGTH, maxLength: MAX_LENGTH, pattern: PATTERN },
    },
    required: ['required'],
  },
} as const;

const extension = z.object({ info: z.object({ id: z.unknown() }) });
const identifier = z.string().min(MIN_LENGTH).max(MAX_LENGTH).regex(new RegExp(PATTERN));

/** The identifier a payment carries; null when there is none, undefined when it is malformed. */
export function readPaymentIdentifier({ extensions }: PaymentPayload): string | null | undefined {
  const found = extension.safeParse(extensions?.[PAYMENT_IDENTIFIER]).data;
  if (found?.info.id === undefined) return null;
  return identifier.safeParse(found.info.id).data;
}
