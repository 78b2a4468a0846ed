import { z } from 'zod';
import { nanoUsd } from '../../nano-usd.js';

const usage = z.object({
  cost: z.number(),
  is_byok: z.boolean().nullish().catch(undefined),
  cost_details: z
    .object({ upstream_inference_cost: z.number().nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
});

/**
 * What OpenRouter says a call cost. With a key of the model's host ("BYOK") `cost` is OpenRouter's fee
 * alone.
 */
export function openRouterCost(raw: unknown): bigint | undefined {
  const told = usage.safeParse(raw).data;
  if (told === undefined) return undefined;
  const own = nanoUsd(told.cost);
  if (own === undefined || told.is_byok !== true) return own;
  const host = told.cost_details?.upstream_inference_cost;
  const hosted = typeof host === 'number' ? nanoUsd(host) : undefined;
  return hosted === undefined ? undefined : own + hosted;
}
