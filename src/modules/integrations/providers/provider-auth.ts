import type { Secret } from '../../../common/crypto/index.js';

interface FieldNotes {
  /** Member of what is sent to connect, in camel case. */
  readonly key: string;
  readonly title: string;
  readonly description: string;
  readonly example: string | boolean;
  readonly isOptional?: boolean;
  /** Where the provider tells how to get it. */
  readonly docsUrl?: string;
}

/** A key or a token: printable ASCII of 8 to 512 characters. */
export interface SecretField extends FieldNotes {
  readonly type: 'secret';
  /** Its name in the vault and in header templates: lower case with underscores. */
  readonly credential: string;
  /** What it looks like, where that is certain. */
  readonly pattern?: string;
}

/** One line that is no secret; it becomes a member of the metadata. */
export interface TextField extends FieldNotes {
  readonly type: 'text';
  readonly pattern: string;
  /** What to tell whoever sends something else: "must be …". */
  readonly form: string;
  readonly maxLength: number;
}

/** Something that the user has to say is so. */
export interface ConfirmationField extends FieldNotes {
  readonly type: 'confirmation';
}

/** What a user fills in to connect. */
export type ProviderField = SecretField | TextField | ConfirmationField;

/** The user hands over a key. */
export interface ApiKeyAuth {
  readonly mode: 'api_key';
  readonly fields: readonly ProviderField[];
  /** Of requests with such a key, besides those of the API. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The key runs models: the provider of models of the same id judges it, and sales use it. */
  readonly runsModels?: boolean;
}

/** The user says so, and nobody can check it. */
export interface DeclaredAuth {
  readonly mode: 'declared';
  readonly fields: readonly ProviderField[];
}

/** What the operator registered with a provider. */
export interface OAuth2Client {
  readonly id: string;
  /** Undefined for a client that shows who it is by nothing but PKCE. */
  readonly secret?: Secret;
}

/** The user permits it at the provider (RFC 6749, authorization code). `{name}` is a field's value. */
export interface OAuth2Auth {
  readonly mode: 'oauth2';
  /** Needed before the user can be sent there. */
  readonly fields: readonly ProviderField[];
  /** What the operator registered with the provider; undefined until then. */
  readonly client: OAuth2Client | undefined;
  readonly authorizeUrl: string;
  /** Parameters besides those of RFC 6749. */
  readonly authorizeParameters?: Readonly<Record<string, string>>;
  /** What it calls itself in every callback (RFC 9207); undefined where it does not. */
  readonly issuer?: string;
  readonly scopes: readonly string[];
  readonly scopeSeparator: ',' | ' ';
  /** RFC 7636 with S256. */
  readonly usesPkce: boolean;
  readonly tokenUrl: string;
  readonly clientAuth: 'basic' | 'body' | 'none';
  readonly tokenRequest: 'form' | 'json';
  /** Sent along with a code. */
  readonly tokenParameters?: Readonly<Record<string, string>>;
  /** Members that its token answers lack. */
  readonly tokenRepairs?: Readonly<Record<string, string>>;
  /** Where and how its token endpoint says that a permission is no good, besides RFC 6749’s `error`. */
  readonly refusals?: { readonly at: string; readonly codes: readonly unknown[] };
  /** Undefined where tokens do not end. */
  readonly refresh?: TokenRefresh;
  /** RFC 7009; undefined where a token can only be forgotten. */
  readonly revokeUrl?: string;
  /** Of requests with such a token, besides those of the API. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The user permits it at the provider, which then gives a key of theirs as `api_key`. The provider knows no
 * clients: PKCE alone shows who exchanges the code (https://openrouter.ai/docs/use-cases/oauth-pkce).
 */
export interface IssuedKeyAuth {
  readonly mode: 'issued_key';
  readonly fields: readonly ProviderField[];
  readonly authorizeUrl: string;
  readonly exchangeUrl: string;
}

/** How tokens are renewed. All times in seconds. */
export interface TokenRefresh {
  /** Whether each renewal gives a new refresh token. */
  readonly rotates: boolean;
  /** How long before its end a token is renewed, at the earliest. */
  readonly margin: number;
  /** How long the refresh token before may still be used, once it was renewed. */
  readonly oldTokenUsable: number;
  /** For how long renewals may fail before the user has to connect again. */
  readonly giveUpAfter: number;
}

/** A way to connect. */
export type ProviderAuth = ApiKeyAuth | DeclaredAuth | IssuedKeyAuth | OAuth2Auth;

/** The way that gives tokens; undefined where there is none. */
export function tokenWay({
  auth,
}: {
  readonly auth: readonly ProviderAuth[];
}): OAuth2Auth | undefined {
  return auth.find((way) => way.mode === 'oauth2');
}

/** What the vault keeps of a connection that is made in this way. */
export function credentialsOf({ mode, fields }: ProviderAuth): string[] {
  if (mode === 'oauth2') return ['access_token', 'refresh_token'];
  if (mode === 'issued_key') return ['api_key'];
  return fields.flatMap((field) => (field.type === 'secret' ? field.credential : []));
}

/** In which way a connection was made, by the names of the secrets that it has; otherwise the first. */
export function wayOf(
  auth: readonly [ProviderAuth, ...ProviderAuth[]],
  secrets: { has(name: string): boolean },
): ProviderAuth {
  return auth.find((way) => credentialsOf(way).some((name) => secrets.has(name))) ?? auth[0];
}

/** The headers that requests of a connection made in this way have besides those of the API. */
export function headersOf(way: ProviderAuth): Readonly<Record<string, string>> {
  return 'headers' in way ? (way.headers ?? {}) : {};
}

/** A way in which the user goes to the provider and permits it there. */
export type PermissionAuth = OAuth2Auth | IssuedKeyAuth;

/** The first such way; undefined where there is none. */
export function permissionWay(auth: readonly ProviderAuth[]): PermissionAuth | undefined {
  return auth.find((way) => way.mode === 'oauth2' || way.mode === 'issued_key');
}

/** Whether the operator has set up what a way takes. */
export function isAvailable(way: ProviderAuth): boolean {
  return way.mode !== 'oauth2' || way.client !== undefined;
}
