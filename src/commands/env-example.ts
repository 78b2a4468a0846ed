import { readFileSync, writeFileSync } from 'node:fs';
import { envExample, withSettingsTable } from '../common/config/index.js';

/** `npm run env:example`: writes `.env.example` and the README's table from the settings. */
writeFileSync('.env.example', envExample());
writeFileSync('README.md', withSettingsTable(readFileSync('README.md', 'utf8')));
