/**
 * Work that Coinslot does for itself, not for a signed-in user. Each service has a database role of its
 * own that sees only the tables its work needs; `migrate` makes the role of a new one.
 */
export const SERVICES = [
  'accounts',
  'execution',
  'payments',
  'storefront',
  'models',
  'maintenance',
  'rate_limits',
  'verification',
  'events',
  'webhooks',
  'refresh',
  'provider_webhooks',
  'oauth',
  'insights',
  'metrics',
] as const;

/** A service of another team, `x_<team>` or `x_<team>_<work>`: no service of Coinslot's begins so. */
export type ExtensionService = `x_${string}`;

export type ServiceName = (typeof SERVICES)[number] | ExtensionService;

const known: ReadonlySet<string> = new Set(SERVICES);
/** Short enough for a name of PostgreSQL (63 bytes), with what stands in front. */
const EXTENSION_SERVICE = /^x_[a-z][a-z0-9_]{0,46}$/;

/** Has every login role of the application as its member, and no right to any table. */
export const GROUP_ROLE = 'coinslot_app';

/** Sees and changes what the user named by `app.user_id` owns. */
export const USER_ROLE = 'coinslot_as_user';

/** Which role a service works as. @throws Error for a text that names no service */
export function roleOf(service: ServiceName): string {
  if (!known.has(service) && !isExtensionService(service)) {
    throw new Error(`"${service}" is the name of no service`);
  }
  return `coinslot_as_${service}`;
}

/** True for the names that services of other teams may have. */
export function isExtensionService(name: string): name is ExtensionService {
  return EXTENSION_SERVICE.test(name);
}

/** All that Coinslot may become by itself. */
export const WORKING_ROLES: readonly string[] = [USER_ROLE, ...SERVICES.map(roleOf)];

/** All that an application with these services of other teams may become. */
export function workingRoles(services: readonly ExtensionService[]): readonly string[] {
  return [...WORKING_ROLES, ...services.map(roleOf)];
}
