import { ClaudeModule } from './claude/claude.module.js';
import { OpenRouterModule } from './openrouter/openrouter.module.js';

/** The providers that Coinslot brings. One more is a folder beside them and a line here. */
export const PROVIDER_MODULES = [ClaudeModule, OpenRouterModule] as const;
