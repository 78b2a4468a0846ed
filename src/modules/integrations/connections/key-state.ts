import type { ConnectionStatus, Verification } from './connection.entity.js';

/**
 * What a creator has to know of a key, the most pressing first: there is none, the provider refused
 * it, it is switched off, the provider could not be asked yet, all is well.
 */
export const KEY_STATUSES = ['missing', 'invalid', 'disabled', 'unverified', 'valid'] as const;
export type KeyStatus = (typeof KEY_STATUSES)[number];

/** The connection that holds a key. */
export interface KeyConnection {
  readonly status: ConnectionStatus;
  readonly isEnabled: boolean;
  readonly verification: Verification | null;
  readonly lastVerifiedAt: Date | null;
}

/** What may be told of a key; never the key. */
export interface KeyState {
  readonly hasApiKey: boolean;
  readonly isEnabled: boolean;
  readonly status: KeyStatus;
  readonly lastVerifiedAt: Date | null;
  /** The last four characters; null without a key or when the key is too short to show any. */
  readonly keyHint: string | null;
}

export const NO_KEY: KeyState = {
  hasApiKey: false,
  isEnabled: false,
  status: 'missing',
  lastVerifiedAt: null,
  keyHint: null,
};

/** The state of a connection whose stored key has this hint; undefined means no key is stored. */
export function keyState(connection: KeyConnection | null, hint: string | undefined): KeyState {
  if (connection === null || hint === undefined) return NO_KEY;
  return {
    hasApiKey: true,
    isEnabled: connection.isEnabled,
    status: keyStatus(connection),
    lastVerifiedAt: connection.lastVerifiedAt,
    keyHint: hint || null,
  };
}

/** Whether work may be done with the connection's key: switched on and not known to be bad. */
export function isUsable(connection: KeyConnection): boolean {
  return (
    connection.status === 'connected' &&
    connection.isEnabled &&
    connection.verification !== 'invalid'
  );
}

function keyStatus({ isEnabled, verification }: KeyConnection): KeyStatus {
  if (verification === 'invalid') return 'invalid';
  if (!isEnabled) return 'disabled';
  return verification === 'valid' ? 'valid' : 'unverified';
}
