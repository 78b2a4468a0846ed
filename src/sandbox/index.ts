export { ApiClient } from './api-client.js';
export { type Sandbox, startSandbox } from './sandbox.js';
export { welcome } from './welcome.js';
