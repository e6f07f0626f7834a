/** A symptom in words: its name, its onset, the evidence with its numbers, and the source of the rule. */
import type { SymptomShown } from "#schemas";

import { hasMessage, message } from "../messages";
import { percent, shown } from "../numbers";
import { layerName } from "./layer_names";
import type { Arm } from "./run_store";

export function symptomName(symptom: SymptomShown): string {
  return message(`symptom.${symptom.code}`);
}

export function symptomEvidence(symptom: SymptomShown, arm: Arm): string {
  const found = evidence(symptom, arm);
  if (!symptom.follows) return found;
  return `${found} ${message("symptoms.follows", { name: message(`symptom.${symptom.follows}`) })}`;
}

function evidence(symptom: SymptomShown, arm: Arm): string {
  const template = [`evidence.${symptom.code}.${variant(symptom, arm)}`, `evidence.${symptom.code}`].find(hasMessage);
  return template ? message(template, values(symptom, arm)) : symptom.evidence;
}

function variant(symptom: SymptomShown, arm: Arm): string {
  if (typeof symptom.variant === "string") return symptom.variant; // a run stored before it was kept does not say
  if ("growth" in symptom.values) return symptom.values["growth"] === null ? "overflow" : "training";
  return arm.rows["time_gradient_norm"] ? "time" : "layers";
}

function values(symptom: SymptomShown, arm: Arm): Record<string, string> {
  const given = Object.entries({ ...symptom.values, step: symptom.first_step, threshold: symptom.threshold });
  return Object.fromEntries(
    given.map(([name, value]) => {
      if (name === "share") return [name, percent(value)];
      if (name === "layer") return [name, layerName(arm.result?.layer_names[value] ?? String(value))];
      return [name, shown(value)];
    }),
  );
}

export function symptomItem(symptom: SymptomShown, arm: Arm, number: number): HTMLElement {
  const item = document.createElement("li");
  item.className = "symptom";
  const part = (className: string, text: string): HTMLElement => {
    const element = document.createElement("span");
    element.className = className;
    element.textContent = text;
    return element;
  };
  const head = document.createElement("p");
  head.className = "symptom-head";
  head.append(
    part("symptom-number", String(number)),
    part("symptom-name", symptomName(symptom)),
    part("symptom-step", message("symptoms.step", { step: symptom.first_step })),
  );
  const evidence = document.createElement("p");
  evidence.className = "symptom-evidence";
  evidence.textContent = symptomEvidence(symptom, arm);
  item.append(head, evidence);
  const claim = `claim_of.${symptom.code}`;
  if (hasMessage(claim)) {
    const link = document.createElement("a");
    link.href = `/claims/${message(claim)}`;
    link.textContent = message("symptoms.claim");
    evidence.append(" ", link);
  }
  return item;
}
