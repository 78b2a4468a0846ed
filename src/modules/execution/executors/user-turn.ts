/** Models want a user's turn; without a message of the buyer's own the prompt says it all. */
const NO_MESSAGE = 'Begin.';

/** What the user says in the conversation that a prompt opens. */
export function userTurn(message: string | undefined): string {
  return message || NO_MESSAGE;
}
