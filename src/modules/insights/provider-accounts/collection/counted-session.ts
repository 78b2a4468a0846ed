import type { ReportSession } from '../reporting/usage-reporter.js';

/** A run has asked as often as it may. */
export class QuestionsUsedUp extends Error {
  override readonly name = 'QuestionsUsedUp';
}

/** A session that asks a bounded number of questions. */
export interface CountedSession extends ReportSession {
  readonly asked: number;
}

/** @throws {QuestionsUsedUp} by the session, when it is asked for one more than `atMost` */
export function counted(session: ReportSession, atMost: number): CountedSession {
  let asked = 0;
  const count = () => {
    if (asked === atMost) throw new QuestionsUsedUp();
    asked += 1;
  };
  return {
    inputs: session.inputs,
    now: session.now,
    get asked() {
      return asked;
    },
    get: async (path, query, particulars) => {
      count();
      return session.get(path, query, particulars);
    },
    post: async (path, json) => {
      count();
      return session.post(path, json);
    },
  };
}
