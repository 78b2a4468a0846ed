import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import {
  chainUnavailable,
  forbidden,
  invalidInput,
  unauthenticated,
} from '../../../common/errors/index.js';
import { Operation, readCursor, UuidParam } from '../../../common/http/index.js';
import { type AuthenticatedUser, CurrentUser, RequireScope } from '../../accounts/index.js';
import { toOwnRefund, toOwnRefundPage } from './own-refund.js';
import {
  refundNotFound,
  refundNotSeen,
  refundStatusConflict,
  wrongRefundTransfer,
} from './refund-problems.js';
import {
  ApproveRefundDto,
  DeclineRefundDto,
  OwnRefundDto,
  OwnRefundPageDto,
  OwnRefundsQuery,
  RefundPaymentDto,
} from './own-refund.dto.js';
import { RefundDecisions } from './refund-decisions.service.js';
import { RefundPayments } from './refund-payments.service.js';

const DECISION = [unauthenticated, forbidden, refundNotFound, refundStatusConflict, invalidInput];

@ApiTags('My refunds')
@ApiBearerAuth()
@ApiSecurity('api-key')
@Controller()
export class RefundDecisionsController {
  constructor(
    private readonly decisions: RefundDecisions,
    private readonly payments: RefundPayments,
  ) {}

  @Get('me/refunds')
  @RequireScope('read')
  @Operation({
    summary: 'List the refunds I owe or am asked for',
    description: 'Newest first.',
    problems: [unauthenticated, forbidden, invalidInput],
  })
  @ApiOkResponse({ type: OwnRefundPageDto })
  async page(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { status, limit, cursor }: OwnRefundsQuery,
  ): Promise<OwnRefundPageDto> {
    const after = readCursor(cursor);
    const rows = await this.decisions.page(user.id, { status, after, limit: limit + 1 });
    return toOwnRefundPage(rows, limit);
  }

  @Post('refunds/:id/approve')
  @HttpCode(200)
  @RequireScope('publish')
  @Operation({
    summary: 'Agree to a refund',
    description:
      'You owe it from now on: send the amount to `payer` from a wallet that you have shown to be yours.',
    problems: [...DECISION],
  })
  @ApiOkResponse({ type: OwnRefundDto })
  async approve(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam(refundNotFound) id: string,
    @Body() { note }: ApproveRefundDto,
  ): Promise<OwnRefundDto> {
    return toOwnRefund(await this.decisions.approve(user.id, id, note ?? null));
  }

  @Post('refunds/:id/decline')
  @HttpCode(200)
  @RequireScope('publish')
  @Operation({ summary: 'Refuse a refund', description: 'This is final.', problems: [...DECISION] })
  @ApiOkResponse({ type: OwnRefundDto })
  async decline(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam(refundNotFound) id: string,
    @Body() { note }: DeclineRefundDto,
  ): Promise<OwnRefundDto> {
    return toOwnRefund(await this.decisions.decline(user.id, id, note));
  }

  @Post('refunds/:id/payment')
  @HttpCode(200)
  @RequireScope('publish')
  @Operation({
    summary: 'Report the transaction that paid a refund',
    description:
      'The refund counts as paid when the chain shows the transfer. Without your report the server finds it within minutes.',
    problems: [...DECISION, refundNotSeen, wrongRefundTransfer, chainUnavailable],
  })
  @ApiOkResponse({ type: OwnRefundDto })
  async pay(
    @CurrentUser() user: AuthenticatedUser,
    @UuidParam(refundNotFound) id: string,
    @Body() { transaction }: RefundPaymentDto,
  ): Promise<OwnRefundDto> {
    return toOwnRefund(await this.payments.report(user.id, id, transaction));
  }
}
