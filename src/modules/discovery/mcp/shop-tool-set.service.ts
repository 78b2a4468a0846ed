import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { CallToolResult, ListToolsResult } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { type FieldError, invalidInput, Problem } from '../../../common/errors/index.js';
import { parseUsdc } from '../../../common/money/index.js';
import { Quotes } from '../../execution/index.js';
import { Catalogue, decodePosition } from '../../resources/index.js';
import { nameOf, readAddress, type ResourceAddress } from '../paid-addresses/resource-address.js';
import { describedResource, foundResource, referredResource } from './described-resource.js';
import { mcpConfig } from './mcp.config.js';
import { PaidTool } from './paid-tool.service.js';
import { ARGUMENTS, SHOP_INSTRUCTIONS, SHOP_TOOLS } from './shop-tools.js';
import { told } from './tool-result.js';
import type { ToolCall, ToolSet } from './tool-set.js';

const PAGE = 20;

/** The tools at `/mcp`: everything that is on sale, of whomever. */
@Injectable()
export class ShopToolSet implements ToolSet {
  readonly instructions = SHOP_INSTRUCTIONS;

  constructor(
    private readonly catalogue: Catalogue,
    private readonly quotes: Quotes,
    private readonly paid: PaidTool,
    @Inject(mcpConfig.KEY) private readonly config: ConfigType<typeof mcpConfig>,
  ) {}

  list(): Promise<ListToolsResult> {
    return Promise.resolve({ tools: [...SHOP_TOOLS] });
  }

  call(call: ToolCall): Promise<CallToolResult> | undefined {
    if (call.name === 'search_resources') return this.search(call);
    if (call.name === 'describe_resource') return this.describe(call);
    return call.name === 'call_resource' ? this.buy(call) : undefined;
  }

  private async search({ args }: ToolCall): Promise<CallToolResult> {
    const { query = '', cursor, max_price, ...filter } = read(ARGUMENTS.search_resources, args);
    const q = query.trim() === '' ? undefined : query;
    const sort = q === undefined ? 'latest' : 'relevance';
    const after = cursor === undefined ? undefined : decodePosition(cursor, sort);
    if (cursor !== undefined && after === undefined) {
      throw wrong('cursor', 'must be the nextCursor of the same search');
    }
    const maxPrice = max_price === undefined ? undefined : parseUsdc(max_price);
    if (max_price !== undefined && maxPrice === undefined) {
      throw wrong('max_price', 'must be a decimal text such as 0.05');
    }
    const question = { ...filter, ...(q !== undefined && { q }), maxPrice };
    const page = await this.catalogue.search(question, { sort, limit: PAGE, after });
    const resources = page.rows.map((row) => foundResource(row, this.config.publicUrl));
    return answerOf({ resources, total: page.total, nextCursor: page.nextCursor });
  }

  private async describe({ args }: ToolCall): Promise<CallToolResult> {
    const address = this.addressIn(read(ARGUMENTS.describe_resource, args).resource);
    const found = await this.quotes.find(address);
    if ('soldAt' in found) return answerOf(referredResource(nameOf(address), found.soldAt));
    return answerOf(describedResource(found));
  }

  private async buy(call: ToolCall): Promise<CallToolResult> {
    const { resource, input } = read(ARGUMENTS.call_resource, call.args);
    return this.paid.call(this.addressIn(resource), input, call);
  }

  private addressIn(resource: string): ResourceAddress {
    const address = readAddress(resource, this.config.publicUrl);
    if (address !== undefined) return address;
    throw wrong('resource', 'must be the name of a resource, such as ada/haiku, or its URL');
  }
}

function answerOf(document: object): CallToolResult {
  return { ...told(JSON.stringify(document)), structuredContent: { ...document } };
}

/** @throws {Problem} invalid_input */
function read<T>(schema: z.ZodType<T>, args: unknown): T {
  const found = schema.safeParse(args);
  if (found.success) return found.data;
  const errors: FieldError[] = found.error.issues.slice(0, 20).map(({ path, message }) => ({
    field: path.join('.').slice(0, 200),
    message: message.slice(0, 300),
  }));
  throw new Problem(invalidInput, { errors });
}

function wrong(field: string, message: string): Problem {
  return new Problem(invalidInput, { errors: [{ field, message }] });
}
