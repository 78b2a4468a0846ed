/** What buyers may know of one input: its name and limits, never what is done with it. */
export interface PublicInput {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly default: string | null;
  /** In characters. */
  readonly maxLength: number;
}
