/** Lets one loop wait for time, and others end the wait. */
export class Wake {
  private end: () => void = () => undefined;

  /** Ends a wait {@link within} that is under way. */
  up(): void {
    this.end();
  }

  /** Waits until somebody calls {@link up}, and so long at the most. */
  within(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
