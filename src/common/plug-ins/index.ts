export { type PlugIn, plugIn } from './plug-in.decorator.js';
export { PlugInError } from './plug-in-error.js';
