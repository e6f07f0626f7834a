/** Settings as typed, and the experiment they describe. */

export type Document = Record<string, unknown>;

/** The dotted path of a setting, such as network.width, with the typed text. */
export interface TypedSetting {
  path: string;
  text: string;
  /** switch, choice, integer or number */
  kind: string;
  isOptional: boolean;
}

/** Whether two texts mean the same value, such as 1 and 1.0. */
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

/** A valid number becomes a number; other text is left for the server to reject by field. */
function valueTyped({ text: typed, kind, isOptional }: TypedSetting): unknown {
  const text = typed.trim();
  if (text === "" && (isOptional || kind === "choice")) return null;
  if (kind === "switch") return text === "true";
  if (kind === "choice") return text;
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
  return isNumber && (kind === "number" || /^[+-]?\d+$/.test(text)) ? Number(text) : text;
}
