/** Dictation: offered only where the browser can recognize speech, and a failure leaves typing as it was. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { offerDictation } from "../../quizapp/frontend/mock_interview";
import { openPage } from "./page";

class Part extends EventTarget {
  hidden = true;
  disabled = false;
  isFocused = false;
  textContent = "Dictate";
  value = "";
  readonly dataset = { stop: "Stop dictating", failed: "Dictation failed. Type your answer instead." };

  focus(): void {
    this.isFocused = true;
  }
}

class Recognizer extends EventTarget {
  static last: Recognizer;
  lang = "";
  continuous = false;

  constructor() {
    super();
    Recognizer.last = this;
  }

  start(): void {}

  stop(): void {
    this.dispatchEvent(new Event("end"));
  }

  hear(transcript: string): void {
    this.dispatchEvent(Object.assign(new Event("result"), { results: [[{ transcript }]], resultIndex: 0 }));
  }
}

let [button, field] = [new Part(), new Part()];

function offered(known: Record<string, unknown>): void {
  Object.assign(globalThis, { window: known });
  const room = { querySelector: (wanted: string) => (wanted === "[data-dictate]" ? button : field) };
  offerDictation(room as unknown as HTMLElement);
}

beforeEach(() => {
  openPage();
  [button, field] = [new Part(), new Part()];
});

test("without speech recognition there is no button", () => {
  offered({});
  assert.equal(button.hidden, true);
});

test("what is heard is added to what was typed", () => {
  offered({ webkitSpeechRecognition: Recognizer });
  assert.equal(button.hidden, false);
  field.value = "I clip";
  button.dispatchEvent(new Event("click"));
  assert.equal(button.textContent, "Stop dictating");
  Recognizer.last.hear(" the gradient ");
  assert.equal(field.value, "I clip the gradient");
  button.dispatchEvent(new Event("click"));
  assert.equal(button.textContent, "Dictate");
});

test("an error leaves what was typed, and typing goes on", () => {
  offered({ SpeechRecognition: Recognizer });
  field.value = "I clip";
  button.dispatchEvent(new Event("click"));
  Recognizer.last.dispatchEvent(new Event("error"));
  assert.equal(field.value, "I clip");
  assert.equal(field.isFocused, true);
  assert.deepEqual([field.disabled, button.disabled], [false, true]);
  assert.equal(button.textContent, "Dictation failed. Type your answer instead.");
});

test("a browser that refuses to start leaves what was typed", () => {
  const refusing = class extends Recognizer {
    override start(): void {
      throw new Error("not allowed");
    }
  };
  offered({ SpeechRecognition: refusing });
  field.value = "I clip";
  button.dispatchEvent(new Event("click"));
  assert.deepEqual([field.value, field.isFocused, button.disabled], ["I clip", true, true]);
});
