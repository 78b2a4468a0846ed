import { z } from 'zod';
import type {
  ConnectionProvider,
  ProviderDefinition,
  ProviderIdentity,
} from './connection-provider.js';

/** How a provider's key looks, and where its users get one. */
interface KeyNotes {
  readonly example: string;
  readonly docsUrl?: string;
}

/** What a provider of models tells of itself beside its key. */
type ModelsIdentity = Omit<ProviderIdentity, 'icon' | 'category' | 'required'>;

/** After all that a folder beside this file tells more about. */
const LAST = 100;

/** The key that sales run on, the one of `/integrations/<id>/config`: its provider of models judges it. */
export function modelKey(identity: ModelsIdentity, key: KeyNotes): ProviderDefinition {
  const field = {
    key: 'apiKey',
    type: 'secret',
    credential: 'api_key',
    title: 'API key',
    description: 'Calls of your resources are run and billed with it',
    ...key,
  } as const;
  return {
    ...identity,
    icon: identity.id,
    category: 'models',
    required: false,
    auth: [{ mode: 'api_key', runsModels: true, fields: [field] }],
    probes: [],
    metadata: { schema: z.object({}) },
  };
}

/** The key of a provider of models of which nothing is known but its id. */
export function unknownModelKey(id: string): ConnectionProvider {
  const description = 'Runs your prompts on its models, with your own key';
  const identity = { id, name: id, description, setupOrder: LAST, docsUrl: null };
  return { definition: modelKey(identity, { example: '0123456789abcdef' }) };
}
