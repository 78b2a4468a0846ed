import { iso, sumOf } from './anthropic-analytics.js';
import { wholeCents } from './anthropic-costs.js';
import type { Organization, Usage } from './anthropic-organization.js';
import {
  badRequest,
  checkParameters,
  readCursor,
  wholeNumber,
  writeCursor,
} from './anthropic-request.js';
import { rowsOf } from './anthropic-rows.js';
import { ok, type WireAnswer, type WireRequest } from './provider-wire.js';
import { seeded } from './seeded.js';

const DAY = 86_400_000;
/** This one pays by subscription: what they use is in no other report. */
const SUBSCRIBER = { type: 'user_actor', email_address: 'margaret@example.com' };

/**
 * `/usage_report/claude_code`: one day of UTC, a row for each actor and terminal; what rows of `api`
 * customers used is what other reports have of the product.
 */
export function claudeCodeReport(
  request: WireRequest,
  organization: Organization,
  organizationId: string,
  now: Date,
): WireAnswer {
  const { query } = request;
  checkParameters(query, ['starting_at', 'limit', 'page']);
  const limit = wholeNumber(query, 'limit', { usual: 20, most: 1_000 });
  const sent = query.get('starting_at') ?? '';
  const from = Date.parse(sent);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(sent) || Number.isNaN(from)) {
    throw badRequest('starting_at: Input should be a valid date in the format YYYY-MM-DD');
  }
  const { at, asOf } = readCursor(request, Math.floor(now.getTime() / 60_000) * 60_000);
  const usage = organization
    .usage(from, from + DAY, asOf)
    .filter(({ product }) => product === 'claude_code');
  const common = { date: iso(from), organization_id: organizationId };
  const rows = [
    ...apiRows(usage, from).map((row) => ({ ...common, ...row })),
    ...(usage.length === 0 ? [] : [{ ...common, ...subscriptionRow(from) }]),
  ];
  const has_more = at + limit < rows.length;
  return ok({
    data: rows.slice(at, at + limit),
    has_more,
    next_page: has_more ? writeCursor(request, { at: at + limit, asOf }) : null,
  });
}

/** How many actors other than developers go by the name of their key. */
function actorOf({ actor }: Usage): object {
  return actor.type === 'user_actor'
    ? { type: 'user_actor', email_address: actor.email_address }
    : { type: 'api_actor', api_key_name: keyName(actor.api_key_id) };
}

/** What a key is called. */
export function keyName(id: string): string {
  return id.endsWith('_0') ? `production ${id.slice(7, 11)}` : `staging ${id.slice(7, 11)}`;
}

function apiRows(usage: readonly Usage[], day: number): object[] {
  const byActor = new Map<string, Usage[]>();
  for (const each of usage) {
    const key = JSON.stringify([actorOf(each), each.terminal]);
    byActor.set(key, [...(byActor.get(key) ?? []), each]);
  }
  return [...byActor].map(([key, mine], n) => {
    const [actor, terminal_type] = JSON.parse(key) as [object, string];
    const model_breakdown = rowsOf(mine, {
      dimensions: [['model', ({ model }) => model]],
      bucketOf: () => day,
      endOf: () => day,
    }).map((row) => breakdown(row.group['model'], row.quantities, wholeCents(sumOf(row.costs))));
    const metrics = metricsOf(seeded(day / DAY, n));
    return { actor, customer_type: 'api', terminal_type, ...metrics, model_breakdown };
  });
}

function subscriptionRow(day: number): object {
  const random = seeded(day / DAY, 4_711);
  const quantities = Array.from({ length: 5 }, () => Math.floor(random() * 50_000));
  return {
    actor: SUBSCRIBER,
    customer_type: 'subscription',
    subscription_type: 'team',
    terminal_type: 'vscode',
    ...metricsOf(random),
    model_breakdown: [breakdown('claude-opus-5-5', quantities, Math.floor(random() * 90))],
  };
}

function breakdown(model: unknown, quantities: readonly number[], amount: number): object {
  const [input = 0, output = 0, cache_read = 0, fiveMinutes = 0, hour = 0] = quantities;
  const tokens = { input, output, cache_read, cache_creation: fiveMinutes + hour };
  return { model, tokens, estimated_cost: { currency: 'USD', amount } };
}

function metricsOf(random: () => number): object {
  const upTo = (most: number) => Math.floor(random() * most);
  const tool = () => ({ accepted: upTo(40), rejected: upTo(5) });
  return {
    core_metrics: {
      num_sessions: 1 + upTo(9),
      lines_of_code: { added: upTo(900), removed: upTo(300) },
      commits_by_claude_code: upTo(12),
      pull_requests_by_claude_code: upTo(4),
    },
    tool_actions: {
      edit_tool: tool(),
      multi_edit_tool: tool(),
      write_tool: tool(),
      notebook_edit_tool: tool(),
    },
  };
}
