import { Ajv, type ValidateFunction } from 'ajv';
import { LRUCache } from 'lru-cache';
import { type JsonBounds, parseJson } from '../../../../common/json/index.js';
import { unfenced } from './unfenced.js';

/** An answer of a model that is to be one JSON document. */
export interface AnswerCheck {
  readonly text: string;
  /** JSON of the schema it has to fit; null for any document. */
  readonly schema: string | null;
}

const BOUNDS: JsonBounds = {
  depth: 64,
  members: 10_000,
  entries: 10_000,
  values: 50_000,
  name: 1_000,
};

/** Compiling takes longer than checking: it is done once for a schema. */
const validators = new LRUCache<string, ValidateFunction>({ max: 100 });

/**
 * The JSON of the document that an answer is; null when it is none, or does not fit. It is run in a
 * thread of its own, by `AnswerChecks`: the text is the model's, the schema a creator's.
 */
export default function checkAnswer({ text, schema }: AnswerCheck): string | null {
  const document = parseJson(unfenced(text), BOUNDS);
  if (document === undefined) return null;
  const fits = schema === null || validatorOf(schema)(document);
  return fits ? JSON.stringify(document) : null;
}

function validatorOf(schema: string): ValidateFunction {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  // Which dialect it is does not matter to the subset that schemas are of.
  const { $schema: _, ...rules } = JSON.parse(schema) as Record<string, unknown>;
  const validate = new Ajv({ strict: false, logger: false }).compile(rules);
  if ('$async' in validate) throw new Error('a validator that answers later');
  validators.set(schema, validate);
  return validate;
}
