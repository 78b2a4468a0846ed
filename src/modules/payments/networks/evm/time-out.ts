/** How long a buyer's authorization lives: covers the run of a slow model and the settlement. */
export const MAX_TIMEOUT_SECONDS = 300;
