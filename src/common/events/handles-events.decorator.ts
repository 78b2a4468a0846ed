import { plugIn } from '../plug-ins/index.js';
import type { EventHandler } from './event-handler.js';

/** Marks an injectable {@link EventHandler}, of whatever module; events are handed to it from then on. */
export const HandlesEvents = plugIn<EventHandler>();
