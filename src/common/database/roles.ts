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
] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Has every login role of the application as its member, and no right to any table. */
export const GROUP_ROLE = 'coinslot_app';

/** Sees and changes what the user named by `app.user_id` owns. */
export const USER_ROLE = 'coinslot_as_user';

/** Which role a service works as. */
export function roleOf(service: ServiceName): string {
  return `coinslot_as_${service}`;
}

/** All that the application may become. */
export const WORKING_ROLES: readonly string[] = [USER_ROLE, ...SERVICES.map(roleOf)];
