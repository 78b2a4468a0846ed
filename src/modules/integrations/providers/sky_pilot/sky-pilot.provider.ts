import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { ConnectionProvider, ProviderDefinition } from '../connection-provider.js';
import type { ProviderSession } from '../provider-session.js';
import { ProvidesConnection } from '../provides-connection.decorator.js';

/** It has no public API: all that is known is what the user says. */
@ProvidesConnection()
@Injectable()
export class SkyPilotConnection implements ConnectionProvider {
  readonly definition: ProviderDefinition = {
    id: 'sky_pilot',
    name: 'Sky Pilot',
    description: 'Delivers digital goods that a Shopify shop sells',
    icon: 'sky-pilot',
    category: 'shop',
    required: false,
    setupOrder: 6,
    docsUrl: 'https://www.skypilotapp.com/help',
    auth: [{ mode: 'declared', fields: [INSTALLED] }],
    probes: [],
    metadata: {
      schema: z.object({
        installed: z.literal(true).describe('As you declared it'),
        verification: z.literal('self_declared').describe('Nobody could check it'),
        declaredAt: z.iso.datetime().describe('When you declared it'),
      }),
      chosen: ['declaredAt'],
    },
  };

  async describe({ inputs, now }: ProviderSession) {
    return {
      verification: 'self_declared',
      declaredAt: inputs['declaredAt'] ?? now.toISOString(),
    };
  }
}

const INSTALLED = {
  key: 'installed',
  type: 'confirmation',
  title: 'Sky Pilot is installed on my shop',
  description: 'Sky Pilot has no API: nobody can check it',
  example: true,
} as const;
