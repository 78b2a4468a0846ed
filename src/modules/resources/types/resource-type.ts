import type { FieldError } from '../../../common/errors/index.js';
import type { PublicInput } from '../templates/public-input.js';
import type { TypeColumns } from './type-columns.entity.js';

/** A `provider:model` and the field of the configuration that names it. */
export interface ModelUse {
  readonly field: string;
  readonly model: string;
}

/**
 * A kind of thing that can be sold: one folder beside this file and one line in `RESOURCE_TYPES`.
 * `Config` is what is stored and executed, plain JSON; `Input` is the DTO that creators send.
 */
export interface ResourceType<
  Id extends string,
  Config extends object,
  Input extends object = object,
> {
  /** One of the values the column `resource_type` allows. */
  readonly id: Id;

  /** DTO class of the field `config`, with validation and OpenAPI decorators. */
  readonly Input: new () => Input;

  /**
   * It asks for its payment itself: price and networks are what its verification finds there, and
   * calls are sent there.
   */
  readonly isSoldElsewhere?: true;

  /** Makes the stored form of a valid input; `previous` is what it replaces. */
  complete(input: Input, previous?: Config): Config;

  /** What is wrong with a configuration as a whole; field paths begin with `config.`. */
  validate(config: Config): FieldError[];

  /** The models that running it may ask, the preferred one first. */
  modelsOf(config: Config): readonly ModelUse[];

  toColumns(config: Config): Partial<TypeColumns>;
  fromColumns(columns: TypeColumns): Config;

  publicInputs(config: Config): PublicInput[];
}
