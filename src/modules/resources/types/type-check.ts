import type { FieldError } from '../../../common/errors/index.js';

/**
 * What a type has to ask others about a configuration before it can be saved and sold: a table, or
 * somebody's server. One provider for each type that asks, in `TYPE_CHECK_CLASSES`.
 */
export interface TypeCheck<Config extends object = object> {
  /** Id of the resource type. */
  readonly type: string;

  /**
   * Asked outside transactions, and only about configurations with which the type itself finds
   * nothing wrong. Whatever it asks is bounded in time.
   * @returns what is wrong, in words for the creator; field paths begin with `config.`
   */
  check(config: Config): Promise<FieldError[]>;
}

/** Injection token of the list of {@link TypeCheck}s. */
export const TYPE_CHECKS = Symbol('TYPE_CHECKS');
