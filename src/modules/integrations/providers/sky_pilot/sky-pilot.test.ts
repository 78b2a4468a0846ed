import { expect } from '@jest/globals';
import { describeConnectionProvider } from '../contract/describe-connection-provider.js';
import { SkyPilotConnection } from './sky-pilot.provider.js';

describeConnectionProvider('sky_pilot', {
  provider: () => new SkyPilotConnection(),
  baseUrl: 'https://nobody.example',
  good: {},
  inputs: { installed: true },
  metadata: {
    installed: true,
    verification: 'self_declared',
    declaredAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
  },
});
