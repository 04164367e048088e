/** Who waits until virtual time is computed up to an instant. */
export class Waiters {
  private readonly waiting = new Set<{ readonly us: number; readonly done: () => void }>();

  until(us: number): Promise<void> {
    return new Promise((done) => {
      this.waiting.add({ us, done });
    });
  }

  /** Wakes all that waited for `frontierUs` or less; answers what the first of the others waits for, or null. */
  wake(frontierUs: number): number | null {
    for (const waiter of this.waiting) {
      if (waiter.us > frontierUs) continue;
      this.waiting.delete(waiter);
      waiter.done();
    }
    const [next] = this.waiting;
    return next?.us ?? null;
  }
}
