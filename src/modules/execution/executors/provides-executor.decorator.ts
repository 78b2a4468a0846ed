import { plugIn } from '../../../common/plug-ins/index.js';
import type { Executor } from './executor.js';

/** Marks an injectable {@link Executor}, of whatever module; what runs a type is found by this. */
export const ProvidesExecutor = plugIn<Executor>();
