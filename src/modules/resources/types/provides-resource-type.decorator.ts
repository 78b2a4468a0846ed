import { plugIn } from '../../../common/plug-ins/index.js';
import type { ResourceType } from './resource-type.js';

/** Marks an injectable {@link ResourceType}, of whatever module; the types are found by this. */
export const ProvidesResourceType = plugIn<ResourceType>();
