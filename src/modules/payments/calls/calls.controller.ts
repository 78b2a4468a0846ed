import { Body, Controller, Get, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { encodeCursor } from '../../../common/database/index.js';
import {
  chainUnavailable,
  type FieldError,
  invalidInput,
  Problem,
} from '../../../common/errors/index.js';
import { OpenToEveryOrigin, Operation, readCursor, UuidParam } from '../../../common/http/index.js';
import { RateLimited } from '../../../common/rate-limit/index.js';
import { Public } from '../../accounts/index.js';
import { PaymentNetworks } from '../networks/networks.service.js';
import { callNotFound, notThePayer } from '../payment-problems.js';
import { Tickets } from '../receipts/tickets.service.js';
import { TICKET_HEADER } from '../x402/claimant.js';
import { PaidRoutes } from '../x402/paid-routes.service.js';
import { type CallRecord, CallRecords } from './call-records.service.js';
import { CallDto, FindCallsDto, FoundCallsDto } from './calls.dto.js';
import { PayerCalls } from './payer-calls.service.js';

/** The signature is of no wallet: yours goes there. */
const ASKED = {
  first: {
    summary: 'The first page',
    value: {
      network: 'eip155:8453',
      payer: '0x4EdA9E883cCc66a4a6bFfcD0d4a6153619422629',
      issuedAt: 1_795_255_200,
      signature: `0x${'5a'.repeat(65)}`,
    },
  },
};

@ApiTags('Paid calls')
@Public()
@RateLimited({ policy: 'calls', limit: 120, windowSeconds: 60 })
@Controller('calls')
export class CallsController {
  constructor(
    private readonly calls: CallRecords,
    private readonly tickets: Tickets,
    private readonly payerCalls: PayerCalls,
    private readonly routes: PaidRoutes,
    private readonly networks: PaymentNetworks,
  ) {}

  @Post('find')
  @OpenToEveryOrigin()
  @HttpCode(200)
  @Operation({
    summary: 'Find your calls again with the wallet that paid',
    description:
      'For buyers who lost an answer: the calls that they paid, or may yet have to, newest first, ' +
      'each with the ticket that opens its result.',
    problems: [invalidInput, notThePayer, chainUnavailable],
  })
  @ApiBody({ type: FindCallsDto, examples: ASKED })
  @ApiOkResponse({ type: FoundCallsDto })
  async find(@Body() { cursor, ...query }: FindCallsDto): Promise<FoundCallsDto> {
    const after = readCursor(cursor);
    const network = this.networks.find(query.network);
    if (network === undefined) throw invalid('network', 'must be a network of this server');
    const payer = network.normalise(query.payer);
    if (payer === undefined) throw invalid('payer', 'must be an address of that network');
    const found = await this.payerCalls.find({ ...query, network: network.id, payer, after });
    const items = found.slice(0, query.limit);
    const last = found.length > query.limit ? items.at(-1) : undefined;
    return { items, nextCursor: last === undefined ? null : encodeCursor(positionOf(last)) };
  }

  @Get(':id')
  @OpenToEveryOrigin()
  @Operation({
    summary: 'Show where a paid call stands, with its result, to its payer',
    description: 'Ask here after a 202, or when the answer was lost. It costs nothing.',
    problems: [callNotFound],
  })
  @ApiHeader({
    name: TICKET_HEADER,
    required: true,
    description: 'The ticket that came with the answer to the payment',
  })
  @ApiOkResponse({ type: CallDto })
  async get(
    @UuidParam(callNotFound) id: string,
    @Headers(TICKET_HEADER) ticket: string | undefined,
  ): Promise<CallDto> {
    const isOpen = this.tickets.opens(ticket ?? '', id);
    const call = isOpen ? await this.calls.find(id) : undefined;
    if (!call) throw new Problem(callNotFound);
    return this.view(call, ticket ?? '');
  }

  private view(call: CallRecord, ticket: string): CallDto {
    const { id, status, payment, failure, transaction, receipt, createdAt, endedAt } = call;
    const route = this.routes.find(call.route);
    const isBytes = call.result !== null && route?.raw?.(call.result) !== undefined;
    const presented =
      call.result === null || receipt === null || isBytes
        ? null
        : (route?.present?.(call.result, receipt, ticket) ?? call.result);
    const result = presented as object | null;
    return {
      id,
      status,
      payment,
      result,
      failure,
      transaction,
      receipt,
      createdAt,
      finishedAt: endedAt,
    };
  }
}

function positionOf({ id, createdAt }: { readonly id: string; readonly createdAt: Date }) {
  return { id, createdAt: createdAt.toISOString() };
}

function invalid(field: string, message: string): Problem {
  const errors: FieldError[] = [{ field, message }];
  return new Problem(invalidInput, { errors });
}
