// Read-aloud: the texts of the page, one after the other. See README.md.
import { bytes } from "./keep.js";

const button = document.querySelector("[data-read-aloud]");
const failed = document.querySelector("[data-read-aloud-failed]");
const BLOCKS = "h1,h2,h3,h4,p,li,dt,dd,label,legend,th,td,figcaption";
const SILENCE = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAAAAA==";
const LONGEST = 900;
const sound = new Audio();
let reading = null; // AbortController
let locked = false;

function blocks() {
  const chosen = document.querySelectorAll("[data-speak]");
  const all = Array.from(chosen.length ? chosen : document.querySelectorAll("main :is(" + BLOCKS + ")"));
  const visible = all.filter((x) => x.getClientRects().length && !x.closest("[aria-hidden=true]"));
  return visible.filter((x) => !visible.some((outer) => outer !== x && outer.contains(x)));
}

function pieces(block) { // short ones, so that the first words come soon
  const found = [""];
  const text = block.dataset.speak || block.innerText;
  for (const sentence of text.match(/[^.!?؟\n]+[.!?؟\n]*\s*/g) || []) {
    if (found[0] && found[0].length + sentence.length > LONGEST) found.unshift("");
    found[0] += sentence;
  }
  const { lang } = block.closest("[lang]");
  return found.reverse().filter((piece) => /[^\s\p{P}]/u.test(piece))
    .map((piece) => ({ block, language: lang, text: piece.trim().slice(0, 4000) }));
}

async function load({ text, language }, signal) {
  const body = new URLSearchParams({ text, language });
  if (document.body.dataset.speechRate) body.set("rate", document.body.dataset.speechRate);
  const token = document.querySelector('[name="csrfmiddlewaretoken"]');
  const options = { method: "POST", body, signal, headers: { "X-CSRFToken": token ? token.value : "" } };
  const answer = await fetch(button.dataset.readAloud || "/my/speech", options);
  if (answer.status === 422) return null; // nothing in it that can be spoken
  if (!answer.ok) throw new Error("no speech");
  return answer.blob();
}

function mark(block) {
  for (const old of document.querySelectorAll(".speaking")) old.classList.remove("speaking");
  if (!block) return;
  block.classList.add("speaking");
  block.scrollIntoView({ block: "nearest" });
}

function play(blob, signal) {
  return new Promise((done, fail) => {
    const url = sound.src = URL.createObjectURL(blob);
    const finish = () => {
      URL.revokeObjectURL(url);
      done();
    };
    sound.onended = sound.onerror = finish;
    signal.addEventListener("abort", finish);
    sound.play().catch(fail);
  });
}

function show(on) {
  const label = button.querySelector(".label") || button;
  [button.dataset.stopLabel, label.textContent] = [label.textContent, button.dataset.stopLabel];
  button.setAttribute("aria-pressed", on);
}

function stop() {
  if (!reading) return;
  reading.abort();
  reading = null;
  sound.onended = sound.onerror = null;
  sound.pause();
  sound.removeAttribute("src");
  mark(null);
  show(false);
}

async function read() {
  const { signal } = reading = new AbortController();
  const queue = [].concat(...blocks().map(pieces));
  const ahead = (i) => {
    const job = queue[i] && load(queue[i], signal);
    if (job) job.catch(() => {}); // told when its turn comes
    return job;
  };
  show(true);
  if (failed) failed.hidden = true;
  // Safari plays what the finger has started: silence, until the voice arrives.
  play(new Blob([bytes(SILENCE)], { type: "audio/wav" }), signal).catch(() => {});
  try {
    let next = ahead(0);
    for (let i = 0; i < queue.length && !signal.aborted; i += 1) {
      const blob = await next;
      if (signal.aborted) return;
      next = ahead(i + 1);
      if (!blob) continue;
      mark(queue[i].block);
      await play(blob, signal);
    }
  } catch (e) {
    if (!signal.aborted && failed) failed.hidden = false;
  }
  if (!signal.aborted) stop();
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => reading ? stop() : locked || read());
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") stop(); });
  document.addEventListener("rt:lock", () => {
    locked = true;
    stop();
  });
  addEventListener("pagehide", stop);
}
