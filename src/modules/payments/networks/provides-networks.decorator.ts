import { plugIn } from '../../../common/plug-ins/index.js';
import type { NetworkFamily } from './network-family.js';

/** Marks an injectable {@link NetworkFamily}, of whatever module; the networks are found by this. */
export const ProvidesNetworks = plugIn<NetworkFamily>();
