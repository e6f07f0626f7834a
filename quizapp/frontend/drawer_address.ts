/** The address of the lab beside a page, kept in this tab. */

/** Remember the lab beside this page, with its controls and its run. */
export function keepDrawer(address: string): void {
  try {
    sessionStorage.setItem(keyOfPage(), address);
  } catch {
    // Without storage, the lab lasts as long as the page.
  }
}

/** Null if none was open when the page was left. */
export function keptDrawer(): string | null {
  try {
    return sessionStorage.getItem(keyOfPage());
  } catch {
    return null; // storage is blocked
  }
}

function keyOfPage(): string {
  return `drawer:${location.pathname}`;
}
