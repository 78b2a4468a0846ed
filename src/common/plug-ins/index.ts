export { type PlugIn, plugIn } from './plug-in.decorator.js';
