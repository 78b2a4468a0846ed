import { ApiPropertyOptional } from '@nestjs/swagger';

/** What a receipt of a call by use says of its charge, in documents. */
export function ReceiptUsage(): PropertyDecorator {
  return ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description:
      'Of a call that was charged by use: what was counted, the formula, and its bounds in USD. Signed too',
    example: {
      inputTokens: 1_000,
      outputTokens: 500,
      inputPerMillion: '3',
      outputPerMillion: '15',
      formula:
        'ceil((inputTokens * inputPerMillion + outputTokens * outputPerMillion) / 1000000), from minimum to maximum',
      minimum: '0.001',
      maximum: '0.05',
      charge: '0.0105',
    },
  });
}
