import { plugIn } from '../../../common/plug-ins/index.js';
import type { ConnectionProvider } from './connection-provider.js';

/** Marks an injectable {@link ConnectionProvider}, of whatever module; the catalogue shows those. */
export const ProvidesConnection = plugIn<ConnectionProvider>();
