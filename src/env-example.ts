import { writeFileSync } from 'node:fs';
import { envExample } from './common/config/env-example.js';

/** `npm run env:example`: writes `.env.example` from the settings. */
writeFileSync('.env.example', envExample());
