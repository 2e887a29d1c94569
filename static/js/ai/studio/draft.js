// What stands in the form survives a reload of the tab; each kind of generation has its own, and nobody else sees it.

/** The kept values of one page, for the person whose it is: `read()`, `keep(values)`, `forget()`. */
export function draftOf({ owner, slug }) {
  const key = `studio:${owner}:${slug}`;
  return {
    read() {
      try {
        return JSON.parse(sessionStorage.getItem(key)) ?? {};
      } catch {
        return {}; // storage is blocked, or holds something else
      }
    },
    keep(values) {
      try {
        sessionStorage.setItem(key, JSON.stringify(values));
      } catch {
        // Storage is blocked or full: then a reload begins anew.
      }
    },
    forget() {
      try {
        sessionStorage.removeItem(key);
      } catch {
        // Nothing was kept.
      }
    },
  };
}
