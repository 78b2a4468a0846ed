import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { PaymentPayload, PaymentRequired } from '@x402/core/types';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import type { PrivateKeyAccount } from 'viem/accounts';

/** A result of a tool, as any client gives it. */
export interface ToolAnswer {
  readonly isError?: boolean;
  readonly content: readonly { readonly type: string; readonly [member: string]: unknown }[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly _meta?: Readonly<Record<string, unknown>>;
}

interface Listed {
  readonly tools: readonly {
    readonly name: string;
    readonly description?: string;
    readonly inputSchema: object;
  }[];
  readonly nextCursor?: string;
}

/** An agent by an official client that knows nothing of payments, with a wallet. */
export class Agent {
  constructor(
    private readonly client: {
      listTools(params?: { cursor?: string }): Promise<unknown>;
      callTool(params: object): Promise<unknown>;
      close(): Promise<void>;
    },
    readonly version: string | undefined,
  ) {}

  async tools(cursor?: string): Promise<Listed> {
    return (await this.client.listTools(cursor === undefined ? {} : { cursor })) as Listed;
  }

  async call(name: string, args: object, payment?: unknown): Promise<ToolAnswer> {
    const meta = payment === undefined ? {} : { _meta: { 'x402/payment': payment } };
    return (await this.client.callTool({ name, arguments: args, ...meta })) as ToolAnswer;
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

const KINDS = ['2026-07-28', '2025-11-25', 'old'] as const;

/** The newest client on the newest protocol and on the one before, and the client of the old SDK. */
export async function connect(url: string, kind: (typeof KINDS)[number]): Promise<Agent> {
  const identity = { name: 'an agent', version: '1' };
  if (kind === 'old') {
    const client = new OldClient(identity);
    const transport = new OldTransport(new URL(url));
    await client.connect(transport as Parameters<OldClient['connect']>[0]);
    return new Agent(
      client as unknown as ConstructorParameters<typeof Agent>[0],
      transport.protocolVersion,
    );
  }
  const options = kind === '2026-07-28' ? { versionNegotiation: { mode: 'auto' as const } } : {};
  const client = new Client(identity, options);
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return new Agent(
    client as unknown as ConstructorParameters<typeof Agent>[0],
    client.getNegotiatedProtocolVersion(),
  );
}

/** Signs the first thing that is asked for, as any x402 wallet does. */
export async function payFor(
  wallet: PrivateKeyAccount,
  { structuredContent }: ToolAnswer,
): Promise<PaymentPayload> {
  const { x402Version, resource, accepts } = structuredContent as unknown as PaymentRequired;
  const [accepted] = accepts;
  if (accepted === undefined) throw new Error('nothing was offered');
  const signed = await new ExactEvmScheme(wallet).createPaymentPayload(x402Version, accepted);
  return { resource, accepted, ...signed };
}
