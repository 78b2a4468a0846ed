import { ApiProperty } from '@nestjs/swagger';
import { Text } from '../../../common/http/index.js';
import { EXAMPLE_ASSET } from '../../../common/networks/index.js';
import { type Finding, FINDING_CODES, type FindingCode, METHODS } from './finding.js';
import type { Offer } from './endpoint-offer.js';
import type { Report } from './report.js';

export class VerifyDto {
  @Text({
    max: 2_048,
    description: 'Address of the endpoint',
    example: 'https://api.example.com/haiku',
  })
  url: string;
}

export class VerifiedOfferDto {
  @ApiProperty({ description: 'Version of x402 that the offer is in', enum: [1, 2] })
  x402Version: number;

  @ApiProperty({ description: 'How a payment is made', example: 'exact' })
  scheme: string;

  @ApiProperty({ description: 'CAIP-2 id where the network is known', example: 'eip155:8453' })
  network: string;

  @ApiProperty({ description: 'Contract of the token that is paid in', example: EXAMPLE_ASSET })
  asset: string;

  @ApiProperty({ description: 'Atomic units of the asset', example: '50000' })
  amount: string;

  @ApiProperty({
    description: 'In USDC; null for another asset',
    type: String,
    nullable: true,
    example: '0.05',
  })
  price: string | null;

  @ApiProperty({
    description: 'Wallet that is paid',
    example: '0x209693Bc6afc0C5328bA36FaF03C514EF312287C',
  })
  payTo: string;

  @ApiProperty({ description: 'How long a payment must be good for', example: 60 })
  maxTimeoutSeconds: number;

  @ApiProperty({ description: 'Buyers of the catalogue can pay it', example: true })
  usable: boolean;

  constructor({ isUsable, ...offer }: Offer) {
    Object.assign(this, offer);
    this.usable = isUsable;
  }
}

export class FindingDto {
  @ApiProperty({
    description: 'Stable: decide by this code',
    enum: FINDING_CODES,
    example: 'not_payment_required',
  })
  code: FindingCode;

  @ApiProperty({ description: 'What is wrong, for people', example: 'The answer is not 402: 200' })
  message: string;

  @ApiProperty({ description: 'What to do about it', example: 'Answer requests without …' })
  fix: string;

  @ApiProperty({
    description: 'Null when it is about both',
    enum: METHODS,
    nullable: true,
    example: 'GET',
  })
  method: string | null;

  constructor({ code, message, fix, method }: Finding) {
    this.code = code;
    this.message = message;
    this.fix = fix;
    this.method = method ?? null;
  }
}

export class VerificationDto {
  @ApiProperty({ description: 'There are no errors: buyers can pay', example: true })
  valid: boolean;

  @ApiProperty({ description: 'The method to call it with', enum: METHODS, nullable: true })
  method: string | null;

  @ApiProperty({ description: 'Versions of x402 it speaks', type: [Number], example: [1, 2] })
  x402Versions: readonly number[];

  @ApiProperty({
    description: 'What the endpoint asks for, each way to pay',
    type: [VerifiedOfferDto],
  })
  offers: VerifiedOfferDto[];

  @ApiProperty({
    description: 'What the endpoint says that it sells',
    type: String,
    nullable: true,
    example: 'Writes a haiku',
  })
  description: string | null;

  @ApiProperty({
    description: 'What the endpoint says that it answers with',
    type: String,
    nullable: true,
    example: 'application/json',
  })
  mimeType: string | null;

  @ApiProperty({ description: 'As the endpoint declares it', type: Object, nullable: true })
  inputSchema: unknown;

  @ApiProperty({ description: 'As the endpoint declares it', type: Object, nullable: true })
  outputSchema: unknown;

  @ApiProperty({
    description: 'Null when the endpoint does not tell it',
    type: Boolean,
    nullable: true,
  })
  supportsRefunds: boolean | null;

  @ApiProperty({ description: 'What keeps buyers from paying', type: [FindingDto] })
  errors: FindingDto[];

  @ApiProperty({
    description: 'What buyers can live with, but should be better',
    type: [FindingDto],
  })
  warnings: FindingDto[];

  constructor(report: Report) {
    const of = (severity: Finding['severity']) =>
      report.findings
        .filter((finding) => finding.severity === severity)
        .map((finding) => new FindingDto(finding));
    this.errors = of('error');
    this.warnings = of('warning');
    this.valid = this.errors.length === 0;
    this.method = report.method ?? null;
    this.x402Versions = report.x402Versions;
    this.offers = report.offers.map((offer) => new VerifiedOfferDto(offer));
    this.description = report.description ?? null;
    this.mimeType = report.mimeType ?? null;
    this.inputSchema = report.inputSchema ?? null;
    this.outputSchema = report.outputSchema ?? null;
    this.supportsRefunds = report.supportsRefunds ?? null;
  }
}
