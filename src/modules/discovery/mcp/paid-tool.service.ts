import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { Problem } from '../../../common/errors/index.js';
import { Quotes, type ResourceQuote } from '../../execution/index.js';
import { requestWith } from '../paid-addresses/call-request.js';
import { PaidAddresses } from '../paid-addresses/paid-addresses.service.js';
import type { ResourceAddress } from '../paid-addresses/resource-address.js';
import { mcpConfig } from './mcp.config.js';
import { paymentHeaders } from './payment-meta.js';
import { toolResult } from './tool-result.js';
import type { ToolCall } from './tool-set.js';

/** Clients give a call of a tool up after a minute; who calls again with the same payment goes on waiting. */
const WAIT_SECONDS = 45;

/** Buys by a call of a tool. */
@Injectable()
export class PaidTool {
  constructor(
    private readonly quotes: Quotes,
    private readonly addresses: PaidAddresses,
    @Inject(mcpConfig.KEY) private readonly config: ConfigType<typeof mcpConfig>,
  ) {}

  /** The price of a call without payment, the result of one with it, or why there is none. */
  async call(
    address: ResourceAddress,
    input: ToolCall['args'],
    { request, meta }: ToolCall,
  ): Promise<CallToolResult> {
    const ticket = request.headers['payment-ticket'];
    const headers = {
      accept: 'application/json',
      prefer: `wait=${WAIT_SECONDS}`,
      ...(typeof ticket === 'string' && { 'payment-ticket': ticket }),
      ...paymentHeaders(meta),
    };
    const usage = (await this.quote(address))?.usage;
    const answer = await this.addresses.call(request, address, requestWith(usage, input), headers);
    return toolResult(answer, (id) => `${this.config.publicUrl}/api/v1/executions/${id}/content`);
  }

  /** Its address answers why it is not sold; and what was bought while it was can be fetched there. */
  private async quote(address: ResourceAddress): Promise<ResourceQuote | undefined> {
    try {
      const found = await this.quotes.find(address);
      return 'soldAt' in found ? undefined : found;
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  }
}
