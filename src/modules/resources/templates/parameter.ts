/** A named input of a template. Its id stays when it is moved or renamed. */
export interface TemplateParameter {
  /** UUID. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** Inserted when the buyer sends nothing; null for none. */
  readonly default: string | null;
  /** Limit of a buyer's value, in characters. */
  readonly maxLength: number;
}

/** A parameter as a creator sends it: a known one has its id, or at least its name. */
export type ParameterInput = Omit<TemplateParameter, 'id' | 'default'> & {
  readonly id?: string | null;
  readonly default?: string | null;
};

/**
 * Gives every parameter an id: its own, else that of the previous parameter of the same name, else
 * a new one.
 */
export function identify(
  parameters: readonly ParameterInput[],
  previous: readonly TemplateParameter[],
  newId: () => string,
): TemplateParameter[] {
  const claimed = new Set(parameters.map(({ id }) => id));
  const known = new Map(previous.map(({ id, name }) => [name, id]));
  return parameters.map((parameter) => {
    const { name, description, required, maxLength } = parameter;
    const inherited = known.get(name);
    const id =
      parameter.id ?? (inherited === undefined || claimed.has(inherited) ? newId() : inherited);
    return { id, name, description, required, default: parameter.default ?? null, maxLength };
  });
}
