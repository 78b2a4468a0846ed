import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** What is wrong with one field of an input. */
export class FieldErrorDto {
  @ApiProperty({
    description: 'The field, as a path into the body or the query',
    example: 'config.parameters[0].name',
  })
  field: string;

  @ApiProperty({
    description: 'What is wrong with it',
    example: '"topic" is not used: put {{topic}} into the prompt or remove it',
  })
  message: string;
}

class RefundNoticeDto {
  @ApiProperty({ description: 'Id of the refund', format: 'uuid' })
  id: string;

  @ApiProperty({
    description: 'How the refund stands',
    enum: ['requested', 'owed', 'declined', 'paid', 'void'],
    example: 'owed',
  })
  status: string;

  @ApiPropertyOptional({
    description: 'Where to see how the refund stands',
    example: 'https://api.example.com/api/v1/refunds/3f0d8c1e-6a4b-4c57-9d2e-1f7b5a9c8e24',
  })
  statusUrl?: string;
}

/** Shape of every error answer, RFC 9457. */
export class ProblemDto {
  @ApiProperty({
    description: 'Names the kind of problem; ends with `code`',
    example: 'urn:coinslot:problem:invalid_input',
  })
  type: string;

  @ApiProperty({
    description: 'What is wrong, the same for each problem of a kind',
    example: 'Some fields are wrong',
  })
  title: string;

  @ApiProperty({ description: 'The HTTP status', example: 422 })
  status: number;

  @ApiProperty({ description: 'Stable: decide by this code', example: 'invalid_input' })
  code: string;

  @ApiProperty({
    description: 'Whether the same request, with the same payment, can succeed later',
    example: false,
  })
  retryable: boolean;

  @ApiPropertyOptional({
    description: 'What is wrong with this request',
    example: 'The slug is taken',
  })
  detail?: string;

  @ApiPropertyOptional({
    description: 'On paid routes: whether the buyer was charged',
    enum: ['not_charged', 'charged', 'unknown'],
  })
  payment?: string;

  @ApiPropertyOptional({
    type: RefundNoticeDto,
    description: 'The refund of the call: when it is owed, its price comes back',
  })
  refund?: RefundNoticeDto;

  @ApiPropertyOptional({ description: 'What is wrong, field by field', type: [FieldErrorDto] })
  errors?: FieldErrorDto[];

  @ApiPropertyOptional({
    description: 'Id of the request, as it stands in `x-request-id` and in the log',
    example: 'urn:coinslot:request:req-1',
  })
  instance?: string;

  @ApiPropertyOptional({
    description: 'Why, as a stable code, where one kind of problem has several reasons',
    example: 'insufficient_funds',
  })
  reason?: string;

  @ApiPropertyOptional({
    description: 'To the owner: why the server does not call an address',
    example: 'private_address',
  })
  refusal?: string;

  @ApiPropertyOptional({
    description: 'To the owner: the setting of the server that permits it',
    example: 'EGRESS_ALLOW',
  })
  setting?: string;

  @ApiPropertyOptional({
    description: 'Where to go instead, for what is sold elsewhere',
    example: 'https://api.example.org/haiku',
  })
  url?: string;

  @ApiPropertyOptional({
    description: 'Another value that would do: a slug that is free',
    example: 'haiku-2',
  })
  suggestion?: string;

  @ApiPropertyOptional({
    description: 'The status that the endpoint of a creator answered',
    example: 500,
  })
  upstreamStatus?: number;

  @ApiPropertyOptional({
    description: 'Id of a call that may have been paid',
    format: 'uuid',
  })
  id?: string;

  @ApiPropertyOptional({
    description: 'Hash of its transfer; null as long as it is not known',
    type: String,
    nullable: true,
    example: `0x${'7c'.repeat(32)}`,
  })
  transaction?: string | null;

  @ApiPropertyOptional({
    description: 'Where to ask what became of a call that was paid',
    example: 'https://api.example.com/api/v1/executions/3f0d8c1e-6a4b-4c57-9d2e-1f7b5a9c8e24',
  })
  statusUrl?: string;

  @ApiPropertyOptional({
    description: 'The secret that opens the call there: send it in the header PAYMENT-TICKET',
    example: 'mYk2b0vX6m1r2c6jW0cQh4b1Qf7m0lq9o6m3yJ8s2Zk',
  })
  ticket?: string;

  @ApiPropertyOptional({
    description: 'With 402: the challenge of x402 v2, as it stands in the header PAYMENT-REQUIRED',
    type: 'object',
    additionalProperties: true,
  })
  paymentRequired?: object;

  @ApiPropertyOptional({
    description: 'With 402: which version of x402 `error` and `accepts` are of',
    example: 1,
  })
  x402Version?: number;

  @ApiPropertyOptional({
    description: 'With 402: why a payment is required, for clients of x402 v1',
    example: 'X-PAYMENT header is required',
  })
  error?: string;

  @ApiPropertyOptional({
    description: 'With 402: the ways to pay, for clients of x402 v1',
    type: 'array',
    items: { type: 'object', additionalProperties: true },
  })
  accepts?: object[];
}
