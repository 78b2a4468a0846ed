export { CredentialReader } from './connections/credential-reader.service.js';
export { KeyPauses } from './connections/key-pauses.service.js';
export { KEY_VERIFIER, type KeyVerdict, type KeyVerifier } from './providers/key-verifier.js';
export { ConnectionProviders } from './providers/connection-providers.service.js';
export { documentConnections } from './connections/document-connections.js';
export type {
  ConnectionProvider,
  Probe,
  ProviderApi,
  ProviderDefinition,
  ProviderIdentity,
  ProviderMetadata,
  VerdictRule,
} from './providers/connection-provider.js';
export type {
  ApiKeyAuth,
  ConfirmationField,
  DeclaredAuth,
  OAuth2Auth,
  ProviderAuth,
  ProviderField,
  SecretField,
  TextField,
  TokenRefresh,
} from './providers/provider-auth.js';
export { ConnectedSessions, type OpenedAccount } from './connections/connected-sessions.service.js';
export {
  type Particulars,
  type ProbeResult,
  type ProviderAnswer,
  type ProviderSession,
  ProviderUnreachable,
  type Query,
} from './providers/provider-session.js';
export { at } from './providers/json-path.js';
export { textOrNull } from './providers/metadata.js';
export type { Paging } from './providers/paging.js';
export { ProvidesConnection } from './providers/provides-connection.decorator.js';
export { ConnectionRechecks } from './connections/connection-rechecks.service.js';
export {
  type Integration,
  IntegrationCatalogue,
} from './connections/integration-catalogue.service.js';
export { notConnected, unknownProvider } from './integration-problems.js';
export { ConnectionsModule } from './connections/connections.module.js';
export { ResourceSecretsModule } from './resource-secrets/resource-secrets.module.js';
export { IntegrationsModule } from './integrations.module.js';
export { ResourceSecrets } from './resource-secrets/resource-secrets.service.js';
export { type RotationResult, VaultRotation } from './vault/vault-rotation.service.js';
