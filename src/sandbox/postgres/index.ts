export { startPostgres } from './postgres-server.service.js';
export type { PostgresServer } from './postgres-server.service.js';
