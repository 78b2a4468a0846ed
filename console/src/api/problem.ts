/** What is wrong with one field of an input. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

interface Told {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
}

/** A request that failed, as the server tells it (problem+json), or that never reached it. */
export class ApiProblem extends Error {
  constructor(
    /** Of HTTP; 0 where there was no answer. */
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail?: string,
    readonly requestId?: string,
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(detail ?? title);
  }

  /** Of an answer that says no. */
  static async of(response: Response): Promise<ApiProblem> {
    const told = await response.json().then(
      (body) => body as Told,
      (): Told => ({}),
    );
    const { code = 'unknown', title = `The server answered ${response.status}` } = told;
    const id = response.headers.get('x-request-id') ?? undefined;
    return new ApiProblem(response.status, code, title, told.detail, id, told.errors);
  }

  /** Of whatever was thrown. */
  static from(error: unknown): ApiProblem {
    if (error instanceof ApiProblem) return error;
    if (error instanceof TypeError) {
      return new ApiProblem(
        0,
        'unreachable',
        'The server cannot be reached',
        'Check the network and try again.',
      );
    }
    return new ApiProblem(0, 'unknown', 'Something went wrong on this page', String(error));
  }
}
