export { ChangeFeed } from './change-feed.service.js';
export { KeptByOwner } from './kept-by-owner.js';
export { Database, type ServiceName } from './database.service.js';
export { DatabaseModule } from './database.module.js';
export { isLockTimeout } from './lock-timeout.js';
export { isCheckViolation, isUniqueViolation } from './violations.js';
export { bigintColumn, countColumn } from './transformers.js';
export { type Cursor, decodeCursor, encodeCursor } from './cursor.js';
export { migrate } from './migrate.service.js';
