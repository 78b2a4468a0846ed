import { lasting, passing } from '../../common/errors/index.js';

/** The provider itself said that the key is no good; nothing was stored. */
export const keyRefused = lasting('key_refused', 422, 'The provider refused this key');
export const noKey = lasting('no_key', 409, 'There is no key to switch on or off: send apiKey first');
export const unknownProvider = lasting('unknown_provider', 404, 'There is no such provider');

export const notConnected = lasting('not_connected', 409, 'This provider is not connected');
/** The server could not renew it. */
export const accessEnded = lasting('access_ended', 409, 'The access to this account has ended: connect again');
/** The operator has registered no client with a provider whose users permit access there. */
export const notConfigured = lasting('not_configured', 501, 'The operator of this server has not set this provider up');
/** Nothing was changed. */
export const providerUnreachable = passing('provider_unreachable', 503, 'The server cannot reach the provider at the moment');
/** The key is good and may not see what was asked for. */
export const accountNotReadable = lasting('account_not_readable', 409, 'The key of this connection may not see that');

/** It is not said why: whoever forges them learns nothing. */
export const webhookRefused = lasting('webhook_refused', 401, 'This webhook was not accepted');

/** Nothing can be filled in: the user has to go to the provider. */
export const permissionNeeded = lasting('permission_needed', 409, 'Start with oauth/initiate: this provider is permitted there');
export const noPermissionWay = lasting('no_permission_way', 409, 'This provider is not connected by OAuth: send its fields to connect');
/** Nothing was stored: forged, used before, of another browser, or ten minutes old. */
export const unknownFlow = lasting('unknown_flow', 400, 'This way back is not known here, or not any more: connect again');
/** Nothing was stored. */
export const callbackRefused = lasting('callback_refused', 400, 'What came back is not from this provider: connect again');
export const permissionDenied = lasting('permission_denied', 403, 'The access was not permitted');
export const permissionRefused = lasting('permission_refused', 422, 'The provider does not accept the permission: connect again');
export const connectionEnded = lasting('connection_ended', 409, 'The connection was ended meanwhile');
