import { CAPABILITIES, type Capability } from './capabilities.js';
import { modelName, type OfferedModel } from './model.js';

/** What a list of models asks for; everything given must hold. */
export interface ModelFilter {
  /** Words that must all occur in name or id. */
  readonly q?: string;
  readonly provider?: string;
  readonly maker?: string;
  readonly inputModality?: string;
  readonly outputModality?: string;
  readonly capability?: readonly Capability[];
  readonly curated?: boolean;
}

/** Which part of a list is shown. */
export interface ModelPage {
  /** The last model the page before showed, as `provider:model`. */
  readonly after?: string;
  readonly limit: number;
}

/** Whether a model is one that the filter asks for, by the rules that the database has too. */
export function matches(model: OfferedModel, filter: ModelFilter): boolean {
  const { provider, maker, inputModality, outputModality, curated } = filter;
  const text = `${model.name} ${model.id}`.toLowerCase();
  return (
    (provider === undefined || model.provider === provider) &&
    (maker === undefined || model.maker === maker) &&
    (curated === undefined || model.isCurated === curated) &&
    (inputModality === undefined || model.inputModalities.includes(inputModality)) &&
    (outputModality === undefined || model.outputModalities.includes(outputModality)) &&
    wordsOf(filter.q).every((word) => text.includes(word.toLowerCase())) &&
    (filter.capability ?? []).every((id) => {
      const { fact, value } = CAPABILITIES[id];
      return model[fact].includes(value);
    })
  );
}

/** The words of a search. */
export function wordsOf(text = ''): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Order of lists: by `provider:model`, code unit by code unit. */
export function byName(one: OfferedModel, other: OfferedModel): number {
  return modelName(one) < modelName(other) ? -1 : 1;
}
