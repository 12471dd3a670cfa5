// Ends what was opened, the last one first; a part that does not end well keeps no other from ending.
export type CloseStep = () => Promise<void> | void;

/** Runs every step in order. Rejects with the first failure, after all of them have run. */
export async function closeAll(steps: readonly CloseStep[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
