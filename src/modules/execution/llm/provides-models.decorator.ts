import { plugIn } from '../../../common/plug-ins/index.js';
import type { LlmProvider } from './llm-provider.js';

/** Marks an injectable {@link LlmProvider}: creators store keys for it, and resources name its models. */
export const ProvidesModels = plugIn<LlmProvider>();
