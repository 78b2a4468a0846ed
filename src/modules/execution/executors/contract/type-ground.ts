import type { ResourceType } from '../../../resources/index.js';
import type { Executor, Ownership } from '../executor.js';

/** A type under test, with what runs it; where they ask others, stand-ins answer them well. */
export interface ResourceTypeGround {
  readonly type: ResourceType;
  readonly executor: Executor;
  /** What creators may send as `config`, all of it good. */
  readonly configs: readonly [object, ...object[]];
  /** Good members to change in the first of them, one at a time. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** Form by form good, and wrong as a whole: what `validate` finds. Empty where it finds nothing. */
  readonly contradictions: readonly object[];
  /** Texts of the configurations that buyers may never see. */
  readonly secrets: readonly string[];
  /** What a buyer may send to the first configuration. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Whose resource is run, where that matters to it. */
  readonly owner?: Ownership;
  /** What the catalogue shows as `parameters` of a resource with the first of {@link configs}, where one is on sale. */
  catalogued?(): Promise<unknown>;
  /** Makes the others silent, for a type that asks some; what it returns lets them speak again. */
  silence?(): () => void;
}
