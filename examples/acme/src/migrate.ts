import { migrate } from 'coinslot';
import { acme } from './acme.js';

const applied = await migrate({ extensions: [acme] });
process.stdout.write(`${applied.length} migrations ran\n`);
