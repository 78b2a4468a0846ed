/** Runs one after the other what is of the same name, in the order in which it came. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.last.get(name) ?? Promise.resolve()).then(work);
    const over: Promise<unknown> = mine
      .catch(() => undefined)
      .finally(() => {
        if (this.last.get(name) === over) this.last.delete(name);
      });
    this.last.set(name, over);
    return mine;
  }
}
