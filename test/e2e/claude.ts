import { claudeWire } from '../../src/modules/execution/llm/providers/claude/contract/claude-wire.js';
import { openRouterWire } from '../../src/modules/execution/llm/providers/openrouter/contract/openrouter-wire.js';
import type {
  Reply,
  SeenRequest,
  StandIn,
} from '../../src/modules/execution/llm/contract/stand-in.js';
import { streamed } from '../../src/modules/execution/llm/contract/wire.js';

/** Claude accepts every key and gives `reply` to every question. */
export function claudeGiving(reply: Reply | ((request: SeenRequest) => Reply)) {
  return (request: SeenRequest): Reply => {
    if (request.url.startsWith('/v1/models')) {
      const headers = { 'content-type': 'application/json' };
      return { headers, pieces: [JSON.stringify(claudeWire.keyAccepted)] };
    }
    // The server asks OpenRouter's address for the models when it starts.
    if (request.url.startsWith('/api/v1/models')) {
      return { pieces: [JSON.stringify({ data: [{ id: 'openrouter/auto' }] })] };
    }
    return typeof reply === 'function' ? reply(request) : reply;
  };
}

/** Claude answers with `text`, and so does OpenRouter, which shares its address. */
export function answering(text: string) {
  return claudeGiving(({ url }) => {
    const wire = url.startsWith(openRouterWire.path) ? openRouterWire : claudeWire;
    return streamed([wire.begin, wire.text(text), wire.finish('end')]);
  });
}

/** Claude answers with `text` once `gate` opens. */
export function answeringAfter(gate: Promise<unknown>, text: string) {
  async function* pieces() {
    yield claudeWire.begin;
    await gate;
    yield claudeWire.text(text) + claudeWire.finish('end');
  }
  return claudeGiving(() => streamed(pieces()));
}

/** Claude says "One", then "Two" once the gate opens, and then `last`. */
export function inTwoParts(gate: Promise<unknown>, last = claudeWire.finish('end')) {
  async function* pieces() {
    yield claudeWire.begin + claudeWire.text('One ');
    await gate;
    yield claudeWire.text('Two') + last;
  }
  return claudeGiving(() => streamed(pieces()));
}

/** Something that stays shut until it is opened. */
export class Gate {
  #open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => (this.#open = resolve));

  open(): void {
    this.#open();
  }
}

/** How often Claude was asked to generate. */
export function generations(requests: readonly SeenRequest[]): SeenRequest[] {
  return requests.filter(({ url }) => url.startsWith(claudeWire.path));
}

/** Resolves once Claude has been asked to generate `times` times. */
export async function whenAsked({ requests }: StandIn, times = 1): Promise<void> {
  while (generations(requests).length < times)
    await new Promise((resolve) => setTimeout(resolve, 5));
}
