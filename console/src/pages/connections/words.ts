import type { Schema } from '../../api/index.ts';
import type { Tone } from '../../design/index.ts';

type Told = Schema<'IntegrationDto'>;
/** A service, and how the creator stands with it. What is known of the account differs from service to service. */
export type Integration = Omit<Told, 'connection'> & {
  readonly connection: Omit<Told['connection'], 'metadata'> & { readonly metadata: object | null };
};
/** A way to connect one. */
export type Way = Schema<'ConnectionWayDto'>;

/** What a status is called, and how it looks. */
export const STATUSES: Readonly<
  Record<Integration['connection']['status'], readonly [string, Tone]>
> = {
  disconnected: ['Not connected', 'neutral'],
  connecting: ['Waiting for your permission', 'accent'],
  connected: ['Connected', 'good'],
  error: ['Does not work', 'bad'],
  expired: ['Expired', 'warn'],
};

/** Parts of the catalogue, in the words of who sets them up. */
export const CATEGORIES: Readonly<Record<Integration['category'], string>> = {
  models: 'Models',
  shop: 'Shop',
  marketing: 'Marketing',
  mail: 'Mail',
  media: 'Media',
};

/** Why somebody comes back from a service without a connection. */
export const ARRIVALS: Readonly<Record<string, string>> = {
  unknown_flow: 'That took longer than ten minutes, or began in another browser. Begin again.',
  callback_refused: 'What came back did not come from the service. Begin again.',
  permission_denied: 'Access was not permitted. What was connected before stays so.',
  permission_refused: 'The service does not accept its own code any more. Begin again.',
  key_refused: 'The service does not accept what it just gave. Begin again.',
  connection_ended: 'You disconnected the service while you were there.',
  provider_unreachable: 'The service did not answer. Begin again later.',
};

/** What asking a service about a connection came to. */
export const RESULTS: Readonly<
  Record<Schema<'IntegrationTestDto'>['result'], readonly [string, Tone]>
> = {
  valid: ['It works', 'good'],
  limited: ['It works, but may not do everything', 'warn'],
  invalid: ['The service refuses it', 'bad'],
  unreachable: ['The service does not answer', 'warn'],
  declared: ['Nobody can check this: it stands as you said it', 'neutral'],
};

/** Whether something is stored, good or bad, that connecting again replaces in place. */
export function isKnown({ status }: Integration['connection']): boolean {
  return status === 'connected' || status === 'error' || status === 'expired';
}
