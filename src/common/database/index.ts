export { accountLock } from './context.js';
export { ChangeFeed } from './change-feed.service.js';
export { Turns } from './turns.js';
export { KeptByOwner } from './kept-by-owner.js';
export { Database } from './database.service.js';
export type { ExtensionService, ServiceName } from './roles.js';
export { assertSchemaExtensions, type SchemaExtension, servicesOf } from './schema-extension.js';
export { ReservedConnections } from './reserved-connections.service.js';
export { watchSilence } from './silence.js';
export { DatabaseModule, EXTENSION_SERVICES } from './database.module.js';
export { type FunctionCall, SEEN_BEFORE_KEPT } from './function-call.js';
export {
  hasState,
  isCheckViolation,
  isDeadlock,
  isLockTimeout,
  isUniqueViolation,
} from './violations.js';
export { bigintColumn, countColumn } from './transformers.js';
export { type Cursor, decodeCursor, encodeCursor } from './cursor.js';
export { migrate, undoMigration } from './migrate-schema.js';
