import { Injectable } from '@nestjs/common';
import type { ListToolsResult, Tool } from '@modelcontextprotocol/server';
import { invalidInput, Problem } from '../../../common/errors/index.js';
import { decodePosition } from '../../resources/index.js';
import { ListedResources } from '../listed/listed-resources.service.js';
import { resourceAddress } from '../paid-addresses/resource-address.js';
import { creatorTool } from './creator-tool.js';
import { PaidTool } from './paid-tool.service.js';
import type { ToolSet } from './tool-set.js';

const PAGE = 25;

/** A creator's resources as tools: each is called by its own name, the last part of its address. */
@Injectable()
export class CreatorTools {
  constructor(
    private readonly listed: ListedResources,
    private readonly paid: PaidTool,
  ) {}

  /** What one creator sells; a username that nobody has sells nothing. */
  of(username: string): ToolSet {
    return {
      instructions: `What ${username} sells per call, for USDC over x402. A tool that is called without a payment answers what to pay (x402 PaymentRequired, in structuredContent): sign one of \`accepts\` and call again with the payment in \`_meta["x402/payment"]\`.`,
      list: (cursor) => this.list(username, cursor),
      call: (call) => {
        const address = resourceAddress(username, call.name);
        return address && this.paid.call(address, call.args, call);
      },
    };
  }

  private async list(username: string, cursor: string | undefined): Promise<ListToolsResult> {
    const after = cursor === undefined ? undefined : decodePosition(cursor, 'latest');
    if (cursor !== undefined && after === undefined) {
      const errors = [{ field: 'cursor', message: 'must be the nextCursor of the page before' }];
      throw new Problem(invalidInput, { errors });
    }
    const request = { sort: 'latest', after, limit: PAGE } as const;
    const { listed, nextCursor } = await this.listed.page({ username }, request);
    const tools: Tool[] = listed.map(creatorTool);
    return nextCursor === null ? { tools } : { tools, nextCursor };
  }
}
