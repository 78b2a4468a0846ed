import type { LlmErrorKind } from '../llm-error.js';
import type { LlmSettings } from '../llm-settings.js';
import type { Reply, SeenRequest } from './stand-in.js';

/** A failure as the provider's documentation writes it. */
export interface WireFailure {
  readonly name: string;
  readonly status: number;
  /** JSON document; `said` is put where the provider writes its message. */
  readonly body: (said: string) => unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly kind: LlmErrorKind;
}

/** What a request asked for, in our words. */
export interface WireQuestion {
  readonly model: unknown;
  readonly system: unknown;
  readonly messages: unknown;
  readonly endUser: unknown;
  readonly maxTokens: unknown;
  readonly settings: Readonly<Partial<Record<keyof LlmSettings, unknown>>>;
}

/** What an API may have no way to say; a wire names what its API lacks, and the suite asks for the rest. */
export type Gap = 'cached_tokens' | 'costs' | 'refused' | 'no_credit' | 'failed_ends';

/** How an answer ends; `failed` is an end that the API itself calls a failure, after half of it. */
export type WireEnd = 'end' | 'max_tokens' | 'refused' | 'failed';

/** How one provider's documented HTTP interface looks from the server's side. */
export interface Wire {
  /** What the API has no way to say; nothing when absent. */
  readonly lacks?: readonly Gap[];
  /** A model whose calls have a known cost, if the API has any. */
  readonly model: string;
  /** The path generations are posted to, below the stand-in's address. */
  readonly path: string;
  /** The path keys are checked at. */
  readonly keyPath: string;
  /** What precedes the API's paths in the base URL. */
  readonly basePath: string;
  readonly keyAccepted: unknown;
  readonly begin: string;
  readonly text: (text: string) => string;
  /** Ends the answer: 20 prompt tokens, 5 of them from the cache, 7 written. */
  readonly finish: (reason: WireEnd) => string;
  /** An error event inside a stream, of an overloaded model. */
  readonly brokenOff: (said: string) => string;
  /** Error events of other documented forms, or of forms that hosts in between make of them. */
  readonly brokenOffOtherwise: Readonly<Record<string, string>>;
  /** Pieces that nobody buys: thoughts, new kinds of events, members of the future. */
  readonly unsold: Readonly<Record<string, string>>;
  /** Pieces of text in a form that nobody knows. */
  readonly unreadable: Readonly<Record<string, string>>;
  /** A whole answer that says "Hello" and counts `count` of every sort of token. */
  readonly counting: (count: unknown) => string;
  /** Whole answers that say "Hello" and leave out what they count, or some of it. */
  readonly uncounted: Readonly<Record<string, string>>;
  /** A failure with status 200 and a plain JSON body. */
  readonly failedWith200: (said: string) => unknown;
  readonly failures: readonly WireFailure[];
  readonly question: (request: SeenRequest) => WireQuestion;
  /** The settings that the API has a field for; all others must be left out. */
  readonly takes: readonly (keyof LlmSettings)[];
}

export const eventStream = { 'content-type': 'text/event-stream' };
const json = { 'content-type': 'application/json' };

/** A stream of the given frames. */
export function streamed(pieces: Reply['pieces'], ending: Reply['ending'] = 'end'): Reply {
  return { headers: eventStream, pieces, ending };
}

/** A JSON document. */
export function document(body: unknown, status = 200, headers: Reply['headers'] = {}): Reply {
  return { status, headers: { ...json, ...headers }, pieces: [JSON.stringify(body)] };
}
