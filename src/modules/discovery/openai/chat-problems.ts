import { lasting, passing } from '../../../common/errors/index.js';

export const notSold = lasting('not_sold', 400, 'This resource does not sell that');
export const modelNotFound = lasting('model_not_found', 404, 'No model of that name is on sale here');
export const stillRunning = passing('still_running', 503, 'The call is still running: fetch its result at `statusUrl`');
