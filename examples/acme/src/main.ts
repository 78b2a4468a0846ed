import { start } from 'coinslot';
import { acme } from './acme.js';

await start({ extensions: [acme] });
