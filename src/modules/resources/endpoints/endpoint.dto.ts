import { ApiProperty } from '@nestjs/swagger';
import { METHODS } from '../verification/finding.js';
import type { VerifiedEndpoint } from './verified-endpoint.entity.js';

/** What is known of the endpoint that sells a resource, but for where it is. */
export class EndpointDto {
  @ApiProperty({ description: 'The method to call it with', enum: METHODS })
  method: string;

  @ApiProperty({ description: 'Versions of x402 it speaks', type: [Number], example: [1, 2] })
  x402Versions: number[];

  @ApiProperty({
    description: 'What the endpoint says that it answers with',
    type: String,
    nullable: true,
    example: 'application/json',
  })
  mimeType: string | null;

  @ApiProperty({ description: 'As the endpoint declares it', type: Object, nullable: true })
  inputSchema: object | null;

  @ApiProperty({ description: 'As the endpoint declares it', type: Object, nullable: true })
  outputSchema: object | null;

  @ApiProperty({
    description: 'When the server last found that buyers can pay the endpoint',
    example: '2026-03-01T12:00:00.000Z',
  })
  verifiedAt: string;

  constructor(endpoint: VerifiedEndpoint) {
    this.method = endpoint.method;
    this.x402Versions = endpoint.x402Versions;
    this.mimeType = endpoint.mimeType;
    this.inputSchema = endpoint.inputSchema;
    this.outputSchema = endpoint.outputSchema;
    this.verifiedAt = endpoint.verifiedAt.toISOString();
  }
}

/** The same for the owner of the resource. */
export class OwnEndpointDto extends EndpointDto {
  @ApiProperty({
    description:
      'Daily checks in a row that found something wrong; after the third the server takes the resource off sale',
    example: 0,
  })
  failedChecks: number;

  @ApiProperty({
    description: 'What the last check found wrong, as in `errors` of POST /resources/verify',
    type: String,
    nullable: true,
    example: null,
  })
  problem: string | null;

  constructor(endpoint: VerifiedEndpoint) {
    super(endpoint);
    this.failedChecks = endpoint.failures;
    this.problem = endpoint.problem;
  }
}
