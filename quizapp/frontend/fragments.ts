/** Parts of a page, fetched by hand. */
import htmx from "htmx.org";

type Options = Exclude<Parameters<typeof htmx.ajax>[2], Element | string>;

/** Puts a part of a page where `options` say. False if it did not come; the bar for lost connections says so. */
export async function fetchPart(method: "get" | "post", address: string, options: Options): Promise<boolean> {
  try {
    await htmx.ajax(method, address, options);
    return true;
  } catch {
    return false;
  }
}
