import { LRUCache } from 'lru-cache';
import { listCosts, type Quantities } from './anthropic-costs.js';
import type { Row } from './anthropic-rows.js';
import { seeded } from './seeded.js';

/** How much of an organization there is to look at. */
export interface OrganizationSize {
  readonly workspaces: number;
  readonly models: number;
}

export const USUAL_SIZE: OrganizationSize = { workspaces: 25, models: 3 };

/** Who used something, as reports write it. */
export type Actor =
  | { readonly type: 'user_actor'; readonly user_id: string; readonly email_address: string }
  | { readonly type: 'api_actor'; readonly api_key_id: string };

/** What one key or user did with one model, at one time. */
export interface Usage {
  /** Milliseconds. */
  readonly at: number;
  /** Since when reports have it: most within minutes, some on the day after. */
  readonly countedAt: number;
  readonly workspace: number;
  readonly workspaceId: string;
  /** Null for what no model did: code that was executed. */
  readonly model: string | null;
  readonly apiKeyId: string | null;
  readonly product: string | null;
  readonly serviceTier: 'standard' | 'batch' | null;
  readonly actor: Actor;
  /** Where Claude Code ran. */
  readonly terminal?: string;
  readonly quantities: Quantities;
  readonly requests: number;
  /** List price of each component. */
  readonly costs: readonly bigint[];
}

const DAY = 86_400_000;
const HOUR = DAY / 24;
/** The first day of the organization. */
const BEGINNING = Date.parse('2025-10-01T00:00:00Z');
const KNOWN_MODELS = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-opus-5'];
/** Of Claude Code, which has a workspace of its own. */
const CODE_WORKSPACE = 1;
const DEVELOPERS = ['ada', 'grace', 'edsger', 'barbara', 'donald'];
const TERMINALS = ['vscode', 'iTerm.app', 'tmux'];
/** On these days nobody works, and nothing runs. */
const HOLIDAYS = new Set(['01-01', '05-01', '08-15', '11-11', '12-25']);
/** So much is counted within minutes; the rest on the day after. */
const LATE = 1 / 30;
const MINUTES_TO_COUNT = 5;

/**
 * A made-up organization, and what it used since October 2025: more from month to month, little at weekends,
 * nothing on holidays, and most workspaces use some of the models only. The same day is always the same.
 */
export class Organization {
  readonly models: readonly string[];
  readonly workspaceIds: readonly string[];
  /** All rows of listings that are being paged. */
  readonly listings = new LRUCache<string, Row[]>({ max: 8 });
  private readonly days = new Map<number, readonly Usage[]>();

  constructor(size: OrganizationSize = USUAL_SIZE) {
    this.models = Array.from(
      { length: size.models },
      (_, n) => KNOWN_MODELS[n] ?? `claude-test-${n}`,
    );
    this.workspaceIds = Array.from(
      { length: size.workspaces },
      (_, n) => `wrkspc_${String(n).padStart(4, '0')}`,
    );
  }

  /**
   * What happened in a span of time, both ends in milliseconds and the latter left out, as far as it was
   * counted by `asOf`.
   */
  usage(from: number, to: number, asOf: number): Usage[] {
    const first = Math.floor(Math.max(from, BEGINNING) / DAY);
    const days = Math.max(0, Math.ceil(Math.min(to, asOf) / DAY) - first);
    return Array.from({ length: days }, (_, n) => this.day(first + n))
      .flat()
      .filter(({ at, countedAt }) => at >= from && at < to && countedAt <= asOf);
  }

  apiKeyId(workspace: number, n: number): string {
    return `apikey_${String(workspace).padStart(4, '0')}_${n}`;
  }

  private day(day: number): readonly Usage[] {
    const cached = this.days.get(day);
    if (cached !== undefined) return cached;
    const isHoliday = HOLIDAYS.has(new Date(day * DAY).toISOString().slice(5, 10));
    const made = isHoliday
      ? []
      : this.workspaceIds.flatMap((_, workspace) =>
          this.models.flatMap((_, model) => this.pair(day, workspace, model)),
        );
    this.days.set(day, made);
    return made;
  }

  /** What one workspace did with one model on a day. */
  private pair(day: number, workspace: number, model: number): Usage[] {
    const trait = seeded(workspace, model);
    const [likes, size, joins] = [trait(), 0.05 + trait() ** 3, trait()];
    const age = day - BEGINNING / DAY;
    const random = seeded(day, workspace, model);
    const isWeekend = [0, 6].includes(new Date(day * DAY).getUTCDay());
    const isActive = random() < likes * (isWeekend ? 0.25 : 0.9);
    const isMember = age >= joins * joins * 200;
    if (!isActive || !isMember) return [];
    const volume = size * (1 + age / 300) * (isWeekend ? 0.4 : 1);
    const times = 1 + Math.floor(random() * 2);
    return Array.from({ length: times }, () =>
      this.event({ day, workspace, model, volume, random }),
    ).flat();
  }

  private event(about: Event): Usage[] {
    const { day, workspace, random } = about;
    const at = day * DAY + Math.floor(random() * 24) * HOUR + Math.floor(random() * 60) * 60_000;
    const isLate = random() < LATE;
    const countedAt = at + (isLate ? DAY : MINUTES_TO_COUNT * 60_000);
    const workspaceId = this.workspaceIds[workspace] ?? '';
    const base = { at, countedAt, workspace, workspaceId };
    const used = this.messages(about, base);
    if (random() >= 0.03) return [used];
    const executed = { ...used, ...execution(random) };
    return [used, { ...executed, costs: listCosts(null, executed.quantities, false) }];
  }

  private messages({ workspace, model, volume, random }: Event, base: Base): Usage {
    const name = this.models[model] ?? '';
    const who = this.who(workspace, random);
    const quantities = quantitiesOf(volume, random);
    return {
      ...base,
      ...who,
      model: name,
      quantities,
      requests: 1 + Math.floor(volume * 60 * random()),
      costs: listCosts(name, quantities, who.serviceTier === 'batch'),
    };
  }

  private who(workspace: number, random: () => number): Who {
    if (workspace === CODE_WORKSPACE) return this.coding(random);
    const apiKeyId = this.apiKeyId(workspace, random() < 0.7 ? 0 : 1);
    const actor = { type: 'api_actor', api_key_id: apiKeyId } as const;
    const kind = random();
    if (kind < 0.08) {
      const user = userOf(0);
      return { apiKeyId: null, product: 'claude_console', serviceTier: 'standard', actor: user };
    }
    const isBatch = kind < 0.2;
    return {
      apiKeyId,
      product: isBatch ? 'message_batches_api' : 'messages_api',
      serviceTier: isBatch ? 'batch' : 'standard',
      actor,
    };
  }

  /** Developers sign in and use no key; their build machine has one. */
  private coding(random: () => number): Who {
    const n = Math.floor(random() * (DEVELOPERS.length + 1));
    const apiKeyId = n < DEVELOPERS.length ? null : this.apiKeyId(CODE_WORKSPACE, 0);
    const actor = apiKeyId === null ? userOf(n) : apiActor(apiKeyId);
    const terminal = TERMINALS[Math.floor(random() * TERMINALS.length)] ?? '';
    return { apiKeyId, product: 'claude_code', serviceTier: 'standard', actor, terminal };
  }
}

interface Event {
  readonly day: number;
  readonly workspace: number;
  readonly model: number;
  readonly volume: number;
  readonly random: () => number;
}
type Base = Pick<Usage, 'at' | 'countedAt' | 'workspace' | 'workspaceId'>;
type Who = Pick<Usage, 'apiKeyId' | 'product' | 'serviceTier' | 'actor' | 'terminal'>;

function userOf(n: number): Actor {
  const name = DEVELOPERS[n] ?? '';
  return { type: 'user_actor', user_id: `user_${name}`, email_address: `${name}@example.com` };
}

function apiActor(api_key_id: string): Actor {
  return { type: 'api_actor', api_key_id };
}

function quantitiesOf(volume: number, random: () => number): number[] {
  const up = (most: number) => Math.floor(volume * most * random());
  const isCached = random() < 0.5;
  return [
    1 + up(400_000),
    1 + up(60_000),
    isCached ? up(900_000) : 0,
    isCached ? up(80_000) : 0,
    isCached && random() < 0.3 ? up(40_000) : 0,
    random() < 0.1 ? 1 + up(20) : 0,
    0,
  ];
}

/** Code that was executed has neither a model nor tokens; its spans are counted as requests. */
function execution(random: () => number) {
  const seconds = 300 + Math.floor(random() * 3_000);
  const requests = 1 + Math.floor(random() * 5);
  const nothing = { model: null, product: null, serviceTier: null } as const;
  return { ...nothing, requests, quantities: [0, 0, 0, 0, 0, 0, seconds] };
}
