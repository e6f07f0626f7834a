/** The lab's bundle: charts and the script that follows a run. */
export function startLabs(_root: Element): void {}
