import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

class FieldErrorDto {
  @ApiProperty({ description: 'The field, as a path into the body or the query', example: 'price' })
  field: string;

  @ApiProperty({ description: 'What is wrong with it', example: 'must be at least 0.01' })
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
}
