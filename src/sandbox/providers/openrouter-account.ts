import { createHash } from 'node:crypto';
import { seeded } from './seeded.js';

/** What ran on one endpoint of a model with one key, on a day. */
export interface Activity {
  readonly date: string;
  readonly model: string;
  readonly permaslug: string;
  readonly endpointId: string;
  readonly provider: string;
  readonly apiKeyHash: string;
  readonly workspaceId: string;
  readonly userId: string;
  /** Dollars, in parts of which one has 10^18. */
  readonly usage: bigint;
  readonly byokUsage: bigint;
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
}

const DAY = 86_400_000;
export const PARTS_OF_DOLLAR = 10n ** 18n;
/** The first day of the account. */
const BEGINNING = Date.parse('2026-06-01T00:00:00Z');
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** Prices in parts of a dollar for a token; the same model runs at more than one endpoint. */
const ENDPOINTS = [
  endpoint('anthropic/claude-sonnet-5.5', 'Anthropic', [2_000_000_000_000n, 10_000_000_000_000n]),
  endpoint('anthropic/claude-sonnet-5.5', 'Google', [2_000_000_000_000n, 10_000_000_000_000n]),
  endpoint('openai/gpt-5.5-nano', 'OpenAI', [37_500_000_000n, 300_000_000_000n]),
  endpoint('meta-llama/llama-5-70b-instruct', 'Together', [104_999_333_333n, 280_000_000_001n]),
  endpoint('meta-llama/llama-5-70b-instruct:free', 'Chutes', [0n, 0n]),
];

function endpoint(model: string, provider: string, prices: readonly [bigint, bigint]) {
  const id = hash(`${model} ${provider}`);
  const endpointId = [8, 4, 4, 4, 12]
    .map((length, n, all) => {
      const from = all.slice(0, n).reduce((sum, each) => sum + each, 0);
      return id.slice(from, from + length);
    })
    .join('-');
  return { model, permaslug: model.replace(/:free$/, ''), provider, prices, endpointId };
}

/** Two keys of the account, in a workspace each. */
const KEYS = ['production', 'staging'].map((name, n) => ({
  apiKeyHash: hash(name),
  workspaceId: hash(`workspace ${name}`).slice(0, 24),
  userId: `user_${n}`,
}));

/** What the account ran on a day of UTC, whole; the same day is always the same. */
export function activityOf(day: number): Activity[] {
  if (day * DAY < BEGINNING) return [];
  const date = new Date(day * DAY).toISOString().slice(0, 10);
  return ENDPOINTS.flatMap(({ prices, ...about }, e) =>
    KEYS.flatMap((key, k) => {
      const random = seeded(day, e, k, 77);
      if (random() < 0.4) return [];
      const [promptTokens, completionTokens] = [
        1 + Math.floor(random() * 90_000),
        1 + Math.floor(random() * 30_000),
      ];
      const cost = BigInt(promptTokens) * prices[0] + BigInt(completionTokens) * prices[1];
      const isOwnKey = e === 1;
      const usage = isOwnKey ? cost / 20n : cost;
      const byokUsage = isOwnKey ? cost : 0n;
      const reasoningTokens = Math.floor(completionTokens / 4);
      const requests = 1 + Math.floor(random() * 60);
      const counts = { requests, promptTokens, completionTokens, reasoningTokens };
      return [{ date, ...about, ...key, usage, byokUsage, ...counts }];
    }),
  );
}

/** Whole days of the account up to a time, today’s as far as they went. */
export function spentSince(from: number, now: Date): { usage: bigint; byokUsage: bigint } {
  const today = Math.floor(now.getTime() / DAY);
  const first = Math.floor(Math.max(from, BEGINNING) / DAY);
  const sum = { usage: 0n, byokUsage: 0n };
  for (let day = first; day <= today; day += 1) {
    const elapsed = BigInt(day === today ? now.getUTCHours() : 24);
    for (const { usage, byokUsage } of activityOf(day)) {
      sum.usage += (usage * elapsed) / 24n;
      sum.byokUsage += (byokUsage * elapsed) / 24n;
    }
  }
  return sum;
}
