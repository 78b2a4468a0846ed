import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { chainUnavailable, invalidInput } from '../../../common/errors/index.js';
import { OpenToEveryOrigin, Operation, UuidParam } from '../../../common/http/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { Public } from '../../accounts/index.js';
import {
  callNotEnded,
  refundExists,
  refundNotFound,
  refundNotOffered,
  refundTooLate,
} from './refund-problems.js';
import { notThePayer, receiptNotFound } from '../payment-problems.js';
import { RefundDto, RequestRefundDto } from './refund.dto.js';
import { RefundRequests } from './refund-requests.service.js';
import { Refunds } from './refunds.service.js';

@ApiTags('Refunds')
@Public()
@RateLimited({ policy: 'refunds', limit: 120, windowSeconds: 60 })
@Controller('refunds')
export class RefundRequestsController {
  constructor(
    private readonly requests: RefundRequests,
    private readonly refunds: Refunds,
  ) {}

  @Post()
  @OpenToEveryOrigin()
  @Operation({
    summary: 'Ask for a refund of a call',
    description:
      'The wallet that paid signs it, within 30 days. The creator decides, and sends the money ' +
      'from their own wallet.',
    problems: [
      receiptNotFound,
      notThePayer,
      refundExists,
      refundTooLate,
      refundNotOffered,
      callNotEnded,
      invalidInput,
      chainUnavailable,
    ],
  })
  @ApiCreatedResponse({ type: RefundDto })
  request(@Body() { signature, ...request }: RequestRefundDto): Promise<RefundDto> {
    return this.requests.request(request, signature);
  }

  @Get(':id')
  @OpenToEveryOrigin()
  @Operation({
    summary: 'See how a refund stands',
    description: 'Whoever knows its id may ask.',
    problems: [refundNotFound, invalidInput],
  })
  @ApiOkResponse({ type: RefundDto })
  find(@UuidParam(refundNotFound) id: string): Promise<RefundDto> {
    return this.refunds.find(id);
  }
}
