/** The experiment on the home page: a guess, a run whose gradients explode, and a fix. */
import { expectChart } from "../charts/chart";
import { LinesOverSteps } from "../charts/lines";
import { timeScale } from "../charts/time_scale";
import { announce, message } from "../messages";
import { shown } from "../numbers";
import { readConfig } from "./config";
import type { Guess } from "./first_guess";
import { median, outcome } from "./first_guess";
import { LiveRun } from "./live_run";
import { Pace } from "./pace";
import { RunStore } from "./run_store";
import { stopOf } from "./stops";

export function startFirstMinute(root: HTMLElement): void {
  const config = readConfig(root);
  const find = <Kind extends HTMLElement>(name: string): Kind => root.querySelector(`[${name}]`) as Kind;
  const asked = Number(root.dataset["step"]);
  const form = find<HTMLFormElement>("data-guess");
  const [run, treat] = [find<HTMLButtonElement>("data-run"), find<HTMLButtonElement>("data-treat")];
  const chart = new LinesOverSteps(find("data-chart"));
  const planned = config.arms[0]?.experiment?.steps ?? 200;
  const stores = config.arms.map((arm) => new RunStore([arm.label], planned));
  const paces = stores.map(() => new Pace());
  let guess: Guess | null = null;

  const draw = (): void => {
    const lines = stores.map((store, index) => {
      const arm = store.arms[0];
      const all = arm?.numbers("loss") ?? [];
      const values = all.slice(0, paces[index]?.step ?? 0);
      const stop = arm ? stopOf(arm, "loss") : null;
      const isShown = stop !== null && values.length >= Math.min(stop.step, all.length);
      return { label: arm?.label ?? "", values, stop: isShown ? stop : null };
    });
    chart.draw(lines, timeScale(planned, "log"), { isLog: true });
    const latest = [...lines].reverse().find((line) => line.values.length);
    if (!latest) return;
    const step = latest.values.length - 1;
    const words = { step, loss: shown(latest.values[step]) };
    find("data-readout").textContent = message(latest.stop === null ? "first.training" : "first.exploded", words);
  };

  const train = (index: number): Promise<void> =>
    new Promise((resolve) => {
      const store = stores[index] as RunStore;
      const pace = paces[index] as Pace;
      expectChart();
      find("data-readout").textContent = message("first.starting");
      const live = new LiveRun(store, () => {
        if (["refused", "failed", "lost"].includes(live.state)) {
          find("data-readout").textContent = message(`state.${live.state}`, { reason: live.reason });
          resolve();
        } else if (live.state === "offline") find("data-readout").textContent = message("state.offline");
        else if (live.state === "finished")
          void pace.settled(() => store.arms[0]?.numbers("loss").length ?? 0).then(resolve);
      });
      pace.start(() => store.arms[0]?.numbers("loss").length ?? 0, draw);
      void live.start({ experiments: [config.arms[index]?.experiment] });
    });

  const say = (name: string, values: Record<string, string | number>, isRight: boolean | null): void => {
    const place = find("data-verdict");
    place.textContent = message(name, values);
    place.dataset["right"] = String(isRight);
    announce(place.textContent);
  };

  const readGuess = (): void => {
    guess = new FormData(form).get("guess") as Guess | null;
    run.disabled = guess === null;
  };
  form.addEventListener("change", readGuess);
  readGuess(); // it may have been made before this script arrived
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run.disabled = true;
    find("data-hint").textContent = "";
    for (const choice of form.querySelectorAll<HTMLInputElement>("input")) choice.disabled = true;
    void train(0).then(() => {
      const arm = stores[0]?.arms[0];
      const losses = arm?.numbers("loss") ?? [];
      if (!arm?.result) return void (run.disabled = false);
      const truth = outcome(losses, asked);
      const isRight = guess === truth;
      const values = {
        step: (stopOf(arm, "loss")?.step ?? 0) - 1,
        loss: shown(losses[asked]),
        start: shown(losses[0]),
      };
      say(`first.${isRight ? "right" : "wrong"}.${truth === "nan" ? "nan" : "other"}`, values, isRight);
      find("data-next").inert = false;
      treat.focus({ preventScroll: true });
    });
  });
  treat.addEventListener("click", () => {
    treat.disabled = true;
    find("data-legend-treated").hidden = false;
    void train(1).then(() => {
      const losses = stores[1]?.arms[0]?.numbers("loss") ?? [];
      if (!losses.length) return void (treat.disabled = false);
      const last = median(losses.slice(-10));
      say(last < 0.5 * (losses[0] ?? 0) ? "first.healed" : "first.not_healed", { loss: shown(losses.at(-1)) }, null);
      find("data-to-lab").hidden = false;
    });
  });
  document.addEventListener("themechange", draw);
  draw();
}
