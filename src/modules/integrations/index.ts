export { CredentialReader } from './connections/credential-reader.service.js';
export { KEY_VERIFIER, type KeyVerdict, type KeyVerifier } from './connections/key-verifier.js';
export { ConnectionsModule } from './connections/connections.module.js';
export { ResourceSecretsModule } from './resource-secrets/resource-secrets.module.js';
export { IntegrationsModule } from './integrations.module.js';
export { ResourceSecrets } from './resource-secrets/resource-secrets.service.js';
export { type RotationResult, VaultRotation } from './vault/vault-rotation.service.js';
