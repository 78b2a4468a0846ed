/** A question that holds this word is answered piece by piece, with pauses. */
export const SLOWLY = 'slowly';

/** What buyers send. */
export const QUESTION = { topic: 'coins' };
export const SLOW_QUESTION = { topic: `tides, ${SLOWLY}` };

export const MODEL = 'claude-haiku-5-5';
