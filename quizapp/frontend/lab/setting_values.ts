/** Settings as they are typed, and the experiment they describe. */

export type Document = Record<string, unknown>;

/** The dotted name of a setting, such as network.width, with what is typed for it. */
export interface TypedSetting {
  path: string;
  text: string;
  /** switch, choice, integer or number */
  kind: string;
  isOptional: boolean;
}

/** 1 and 1.0 are the same setting. */
export function same(one: string, other: string): boolean {
  return one.trim() === other.trim() || (one.trim() !== "" && other.trim() !== "" && Number(one) === Number(other));
}

export function documentOf(settings: TypedSetting[]): Document {
  const whole: Document = {};
  for (const setting of settings) {
    const [first = "", ...rest] = setting.path.split(".");
    const value = valueTyped(setting);
    if (rest.length === 1 && rest[0] === "kind" && value === null) continue; // a group that is absent
    let [here, name] = [whole, first];
    for (const next of rest) {
      here = (here[name] ??= {}) as Document;
      name = next;
    }
    here[name] = value;
  }
  return whole;
}

/** What was typed as a number is one; whatever is none is left for the server to refuse, by its name. */
function valueTyped({ text: typed, kind, isOptional }: TypedSetting): unknown {
  const text = typed.trim();
  if (text === "" && (isOptional || kind === "choice")) return null;
  if (kind === "switch") return text === "true";
  if (kind === "choice") return text;
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
  return isNumber && (kind === "number" || /^[+-]?\d+$/.test(text)) ? Number(text) : text;
}
