import { dollarsOfCents, idOrNull, whole } from '../reporting/amounts.js';
import type { Documents } from '../reporting/documents.js';
import { unreadable } from '../reporting/report-failure.js';
import { assertUsd } from './analytics.js';
import { membersOf, nameOf } from './anthropic-answers.js';

type Rows = readonly unknown[];

const idOf = (value: unknown): string => idOrNull(value) ?? unreadable('A row has no id');

/** https://platform.claude.com/docs/en/api/admin/organizations/me */
export function organizationOf(answer: unknown): Documents['organization'] {
  const { id, name } = membersOf(answer);
  return { id: idOrNull(id), name: nameOf(name) };
}

export function workspacesOf(rows: Rows): Documents['workspaces'] {
  return rows.map(membersOf).map((row) => ({
    id: idOf(row['id']),
    name: nameOf(row['name']),
    archivedAt: idOrNull(row['archived_at']),
  }));
}

/** Hints of keys are as short as Anthropic makes them; whole keys are never told. */
export function apiKeysOf(rows: Rows): Documents['api_keys'] {
  return rows.map(membersOf).map((row) => {
    const scope = row['scope'] === undefined ? {} : membersOf(row['scope']);
    return {
      id: idOf(row['id']),
      name: nameOf(row['name']),
      status: nameOf(row['status']),
      hint: idOrNull(row['partial_key_hint']),
      workspaceId: idOrNull(scope['workspace_id'] ?? row['workspace_id']),
    };
  });
}

/** https://platform.claude.com/docs/en/api/admin/spend-limits: amounts are whole cents. */
export function spendLimitsOf(rows: Rows): Documents['spend_limits'] {
  return rows.map(membersOf).map((row) => {
    const scope = membersOf(row['scope']);
    assertUsd(row['currency']);
    return {
      id: idOf(row['id']),
      scope: nameOf(scope['type']),
      workspaceId: idOrNull(scope['workspace_id']),
      amount: row['amount'] === null ? null : dollarsOfCents(row['amount']),
      currency: 'USD',
      period: nameOf(row['period']),
      isEnabled: row['is_enabled'] === true,
    };
  });
}

/** https://platform.claude.com/docs/en/api/admin/rate-limits */
export function rateLimitsOf(rows: Rows): Documents['rate_limits'] {
  return rows.map(membersOf).map((row) => {
    const group = membersOf(row['group']);
    const { models, limits } = row;
    return {
      group: nameOf(group['display_name'] ?? group['type']),
      models: Array.isArray(models) ? models.slice(0, 100).map(nameOf) : [],
      limits: (Array.isArray(limits) ? limits : []).slice(0, 20).map((each) => {
        const { type, value } = membersOf(each);
        return { type: nameOf(type), value: whole(value) };
      }),
    };
  });
}
