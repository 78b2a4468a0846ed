import type { ResourceType } from './resource-type.js';

/** Fewer letters and digits than that instruct nobody; "Translate:" has nine. */
const FEWEST = 8;

/** What its creator is told. */
export const BARE_MODEL_MESSAGE =
  'passes what buyers write to the model and adds no instructions of yours: the terms of model providers restrict selling bare access to their models';

/** Whether a configuration sells a model as it is: it asks one, and tells it nothing of its creator's. */
export function isBareModel(
  type: Pick<ResourceType, 'modelsOf' | 'instructionsOf'>,
  config: object,
): boolean {
  const asks = type.modelsOf?.(config) ?? [];
  const said = type.instructionsOf?.(config);
  if (asks.length === 0 || said === undefined) return false;
  return (said.match(/[\p{L}\p{N}]/gu) ?? []).length < FEWEST;
}
