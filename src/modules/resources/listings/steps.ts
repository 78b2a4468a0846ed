import type { FieldError } from '../../../common/errors/index.js';

/** The fields a form asks for in each of its steps. */
const STEPS = {
  basics: ['type', 'name', 'description', 'slug', 'category'],
  config: ['type', 'config'],
  pricing: ['price', 'usagePrice', 'networks', 'limits'],
} as const;

export type Step = keyof typeof STEPS;
export const STEP_IDS: readonly string[] = Object.keys(STEPS);

const FIELDS: ReadonlySet<string> = new Set(Object.values(STEPS).flat());

/** Keeps the errors of one step, and those of fields that no step has; without a step, all. */
export function errorsOfStep(errors: readonly FieldError[], step?: Step): FieldError[] {
  if (step === undefined) return [...errors];
  const wanted: readonly string[] = STEPS[step];
  return errors.filter(({ field }) => {
    const root = field.split(/[.[]/, 1)[0] ?? '';
    return wanted.includes(root) || !FIELDS.has(root);
  });
}
