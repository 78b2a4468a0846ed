export { type Sandbox, startSandbox } from './sandbox.js';
export { welcome } from './welcome.js';
