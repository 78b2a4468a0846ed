import { z } from 'zod';
import type { ConnectionProvider } from './connection-provider.js';

/** After all that a folder beside this file tells more about. */
const LAST = 100;

/** The key of a provider of models of which nothing is known but its id. */
export function modelKey(id: string): ConnectionProvider {
  return {
    definition: {
      id,
      name: id,
      description: 'Runs your prompts on its models, with your own key',
      icon: id,
      category: 'models',
      required: false,
      setupOrder: LAST,
      docsUrl: null,
      auth: [{ mode: 'api_key', runsModels: true, fields: [API_KEY] }],
      probes: [],
      metadata: { schema: z.object({}) },
    },
  };
}

const API_KEY = {
  key: 'apiKey',
  type: 'secret',
  credential: 'api_key',
  title: 'API key',
  description: 'Calls of your resources are run and billed with it',
  example: '0123456789abcdef',
} as const;
