import type { FieldError } from '../../../common/errors/index.js';
import type { BudgetScope, BudgetTerms } from './budget.js';

/** What is wrong with the parts of a budget together; each of them is well-formed by then. */
export function problemsOf({ thresholds, pause }: BudgetTerms, scope: BudgetScope): FieldError[] {
  const problems: FieldError[] = [];
  const { of, resourceId, provider, workspaceId } = scope;
  if (resourceId !== null && provider !== null) {
    problems.push({ field: 'scope', message: 'must name a resource or a provider, not both' });
  }
  if (of !== 'calls' && (resourceId !== null || provider !== null)) {
    const message = 'must name neither a resource nor a provider unless it is of calls';
    problems.push({ field: 'scope', message });
  }
  if (of === 'calls' && workspaceId !== null) {
    problems.push({ field: 'scope', message: 'must name no workspace where it is of calls' });
  }
  if (pause === null) return problems;
  if ((pause.resourceId === null) === (pause.provider === null)) {
    problems.push({ field: 'pause', message: 'must name either a resource or a provider' });
  }
  if (!thresholds.includes(pause.at)) {
    problems.push({ field: 'pause.at', message: 'must be one of the thresholds' });
  }
  return problems;
}
