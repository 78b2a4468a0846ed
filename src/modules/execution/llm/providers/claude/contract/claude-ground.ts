import type { ProviderGround } from '../../../contract/ground.js';
import { ClaudeProvider } from '../claude.client.js';
import { claudeWire } from './claude-wire.js';

/** Claude at another address. */
export const claudeGround: ProviderGround = {
  wire: claudeWire,
  open: (kit, baseUrl) => new ClaudeProvider(kit, { baseUrl }),
};
