import type { Schema } from '../../api/index.ts';

/** Whose spending a budget counts, and of which days. */
export function scopeName({ scope, period, tz }: Schema<'BudgetDto'>): string {
  return `${spending(scope)}, each ${period} of ${tz}`;
}

function spending({ of, provider, resourceId, workspaceId }: Schema<'ScopeAnswer'>): string {
  if (of !== 'calls') {
    const bill = of === 'anthropic' ? 'The bill of Anthropic' : 'The bill of OpenRouter';
    return workspaceId === null ? bill : `${bill} for one workspace`;
  }
  if (resourceId !== null) return 'Calls of one resource';
  return provider === null ? 'All calls on your keys' : `Calls on your ${provider} key`;
}

/** `50, 80, 100` as numbers; undefined of what is none. */
export function thresholdsOf(text: string): number[] | undefined {
  const parts = text.split(/[\s,;%]+/).filter(Boolean);
  const isGood = parts.length > 0 && parts.every((part) => /^[1-9]\d{0,3}$/.test(part));
  return isGood ? parts.map(Number) : undefined;
}
