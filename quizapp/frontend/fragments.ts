/** Fetch parts of a page. */
import htmx from "htmx.org";

type Options = Exclude<Parameters<typeof htmx.ajax>[2], Element | string>;

/** Insert a part of a page as given by `options`. Returns false if it could not be fetched, which the page reports. */
export async function fetchPart(method: "get" | "post", address: string, options: Options): Promise<boolean> {
  try {
    await htmx.ajax(method, address, options);
    return true;
  } catch {
    return false;
  }
}
