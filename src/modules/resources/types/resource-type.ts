import type { FieldError } from '../../../common/errors/index.js';
import type { PublicInput } from '../templates/public-input.js';
import type { TypeColumns } from './type-columns.entity.js';

/** A configuration and the id of the type that it belongs to. */
export interface TypedConfig {
  readonly type: string;
  /** What {@link ResourceType.complete} of that type has made, as it was stored. */
  readonly config: object;
}

/** A `provider:model` and the field of the configuration that names it. */
export interface ModelUse {
  readonly field: string;
  readonly model: string;
}

/** What a creator may send as a new resource, beside its type. */
export interface ListingExample {
  readonly name: string;
  readonly description: string;
  readonly slug: string;
  readonly category: string;
  /** USDC; only what is sold elsewhere has none. */
  readonly price?: string;
  readonly config: object;
}

/**
 * A kind of thing that can be sold: an injectable class with `@ProvidesResourceType()`, in any module.
 * `Config` is what is stored and executed, plain JSON; `Input` is the DTO that creators send.
 */
export interface ResourceType<Config extends object = object, Input extends object = object> {
  /** Types of Coinslot's own have a name; all others begin with `x_` (see {@link EXTENSION_ID}). */
  readonly id: string;

  /** DTO class of the field `config`, with validation and OpenAPI decorators. */
  readonly Input: new () => Input;

  /** One that works as it is, for whoever tries `POST /resources` from the document. */
  readonly example?: ListingExample;

  /**
   * It asks for its payment itself: price and networks are what its verification finds there, and
   * calls are sent there.
   */
  readonly isSoldElsewhere?: true;

  /** Makes the stored form of a valid input; `previous` is what it replaces. */
  complete(input: Input, previous?: Config): Config;

  /** What is wrong with a configuration as a whole; field paths begin with `config.`. */
  validate?(config: Config): FieldError[];

  /**
   * What others find wrong with it whom only this type can ask: a table, or somebody's server. Asked
   * outside transactions, before a configuration is saved, rehearsed or put on sale, and only about
   * those in which {@link validate} finds nothing. Whatever it asks is bounded in time.
   * @returns words for the creator; field paths begin with `config.`
   */
  check?(config: Config): Promise<FieldError[]>;

  /** The models that running it may ask, the preferred one first; none where it is left out. */
  modelsOf?(config: Config): readonly ModelUse[];

  /** The creator's own server that runs ask, if any: who publishes it is told when nobody gets there. */
  endpointOf?(config: Config): string;

  /**
   * What the secret of a resource (`PUT /resources/{id}/secret`) is for: `endpoint`, which asks for it in each
   * run, or `model`, as a key of the resource's own. Undefined where runs read none.
   */
  secretFor?(config: Config): 'endpoint' | 'model' | undefined;

  /**
   * What a model is told of its creator's own, without what buyers send. Providers restrict selling access to a
   * model that somebody adds nothing to: left out, nobody can tell.
   */
  instructionsOf?(config: Config): string;

  /** Where it is stored, for types with columns of their own; all others are kept as JSON. */
  toColumns?(config: Config): Partial<TypeColumns>;
  /** Reads what {@link toColumns} has stored. */
  fromColumns?(columns: TypeColumns): Config;

  /**
   * What buyers may know of the inputs that it takes: the catalogue shows it, as it was when the
   * configuration was saved. Whoever saves one with more than can be shown (`shown-inputs.ts`: 100
   * inputs, descriptions of 1,000 characters) is refused.
   */
  publicInputs(config: Config): PublicInput[];
}

/** The ids of types that other modules provide; the table `x402_resources` has the same rule. */
export const EXTENSION_ID = /^x_[a-z0-9_]{1,38}$/;

/** The ids of Coinslot's own types: the same table names them. */
export const OWN_IDS: ReadonlySet<string> = new Set([
  'prompt_template',
  'openrouter_instant',
  'prompt',
  'proxy',
  'external',
  'static',
]);
