import { accountsRoute } from './accounts/index.ts';
import { connectionsRoute } from './connections/index.ts';
import { earningsRoute } from './earnings/index.ts';
import { enterRoute } from './sign-in/index.ts';
import { overviewRoute } from './overview/index.ts';
import { newRoute, stepRoute, typeRoute } from './publish/index.ts';
import { resourceRoute, resourcesRoute } from './resources/index.ts';
import { settingsRoute } from './settings/index.ts';

/** Every page that needs an account. A page adds its route, and one line in shell/navigation.tsx if it is shown there. */
export const consolePages = [
  overviewRoute,
  resourcesRoute,
  resourceRoute,
  connectionsRoute,
  accountsRoute,
  earningsRoute,
  settingsRoute,
  typeRoute,
  newRoute,
  stepRoute,
] as const;

/** Pages for who is not signed in. */
export const openPages = [enterRoute] as const;
