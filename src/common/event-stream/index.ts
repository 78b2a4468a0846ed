export { endsWithEvent, EventFrames, hasEvent } from './event-frames.js';
