import { join } from 'node:path';

/** Beginning of the names of folders that are still being filled; whole ones are renamed. */
export const UNFINISHED = 'unfinished-';

/** The database cluster together with its password, so that both come to be at once. */
export const clusterFolder = (directory: string): string => join(directory, 'cluster');

/** PostgreSQL's data directory inside a cluster folder. */
export const dataFolder = (cluster: string): string => join(cluster, 'data');

/** The superuser's password (mode 0600) inside a cluster folder. */
export const passwordFile = (cluster: string): string => join(cluster, 'password');

/** The server's log. */
export const logFile = (directory: string): string => join(directory, 'postgres.log');
