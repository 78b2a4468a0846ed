import type { CallToolResult, ListToolsResult } from '@modelcontextprotocol/server';
import type { FastifyRequest } from 'fastify';

/** One call of a tool, as it came. */
export interface ToolCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, unknown>> | undefined;
  /** The HTTP request that brought it. */
  readonly request: FastifyRequest;
}

/** The tools at one address. */
export interface ToolSet {
  /** What an agent is told of them all. */
  readonly instructions: string;
  /** @throws {Problem} for a cursor that is none of theirs */
  list(cursor: string | undefined): Promise<ListToolsResult>;
  /**
   * Undefined where no tool has that name.
   * @throws {Problem} when it fails
   */
  call(call: ToolCall): Promise<CallToolResult> | undefined;
}
