import { hasMessage, message } from "../messages";

/** The name of a layer of a trace, such as `hidden_1`, in the reader's language. */
export function layerName(name: string): string {
  const [role = "", number = ""] = name.split("_");
  return hasMessage(`layer.${role}`) ? message(`layer.${role}`, { number }) : name;
}
