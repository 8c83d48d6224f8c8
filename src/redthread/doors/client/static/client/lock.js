// Leaving the tablet: by button, or by itself when nobody is there. See README.md.
import { ask } from "./keep.js";

const root = document.documentElement;
const body = document.body;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
// A fresh GET: reload() would send a form again.
const again = () => location.replace(location.pathname + location.search);

// The back-forward cache would show the last person's page to the next one.
addEventListener("pagehide", (e) => { if (e.persisted) root.hidden = true; });
addEventListener("pageshow", (e) => { if (e.persisted) again(); });

const home = body.dataset.home || "/my/";
const channel = "BroadcastChannel" in window ? new BroadcastChannel("rt-lock") : { postMessage() {} };
let left = false;

// The server ends the session of a request with this cookie: no way round a lock still under way.
function markLeaving(value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = "rt_lock=" + value + "; path=" + home + "; samesite=strict" + secure;
}

async function putAway(signingOut) {
  left = true;
  const jobs = [];
  const waitUntil = (job) => jobs.push(job.catch(() => {}));
  document.dispatchEvent(new CustomEvent("rt:lock", { detail: { signingOut, waitUntil } }));
  const cover = document.querySelector("template[data-lock-cover]");
  document.title = (cover && cover.dataset.title) || "Redthread";
  body.replaceChildren(...(cover ? [cover.content.cloneNode(true)] : []));
  const heading = body.querySelector("h1");
  if (heading) {
    heading.tabIndex = -1;
    heading.focus();
  }
  await Promise.race([Promise.all(jobs), sleep(2000)]);
}

async function endSession(url, fields) {
  try {
    const answer = await ask(url, { method: "POST", body: fields, redirect: "manual" }, 8000);
    const done = answer.type === "opaqueredirect" || answer.ok || answer.status === 401;
    if (done) markLeaving("; max-age=0"); // else it stays: the server locks at the next page
    return answer.status < 500;
  } catch (e) {
    return false;
  }
}

async function leave(form, signingOut) {
  if (left) return;
  const url = form.action;
  const fields = new URLSearchParams(new FormData(form));
  markLeaving("1");
  channel.postMessage(signingOut ? "out" : "lock");
  await putAway(signingOut);
  history.replaceState(null, "", home);
  while (!(await endSession(url, fields))) await sleep(3000);
  location.replace(home);
}

function watch(lockForm) {
  const limit = (Number(body.dataset.lockAfter) || 180) * 1000;
  const warnAfter = limit - Math.min(30000, limit / 2);
  const warning = document.querySelector("[data-lock-warning]");
  const seconds = document.querySelector("[data-lock-seconds]");
  let last = Date.now();
  let told = 0;

  function warn(on) {
    if (!warning || warning.hasAttribute("open") === on) return;
    if (!warning.showModal) warning.toggleAttribute("open", on); // Safari before 15.4
    else if (on) warning.showModal();
    else warning.close();
  }
  function active() {
    last = Date.now();
    warn(false);
    if (last - told < 5000) return;
    told = last;
    channel.postMessage("active");
  }
  function tick() {
    const idle = Date.now() - last;
    if (left) return;
    if (idle < 0) last = Date.now(); // the clock was set back
    if (idle >= limit) leave(lockForm, false);
    else if (idle >= warnAfter) {
      warn(true);
      if (seconds) seconds.textContent = Math.ceil((limit - idle) / 1000);
    }
  }

  for (const kind of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) {
    addEventListener(kind, (e) => {
      tick(); // a tablet that slept too long locks before it takes the tap
      if (!left && !(warning && warning.contains(e.target))) active();
    }, { capture: true, passive: true });
  }
  if (warning) {
    warning.addEventListener("close", active);
    warning.addEventListener("click", (e) => { // beside it, too
      if (e.target === warning || e.target.closest("[data-stay]")) active();
    });
  }
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, 1000);

  document.addEventListener("submit", (e) => {
    const signingOut = e.target.matches("[data-sign-out]");
    if (!signingOut && e.target !== lockForm) return;
    e.preventDefault();
    leave(e.target, signingOut);
  });
  document.addEventListener("rt:expired", () => left || putAway(false).then(again));
  channel.onmessage = (e) => {
    if (left) return;
    const hide = () => history.replaceState(null, "", home);
    if (e.data !== "active") return putAway(e.data === "out").then(hide);
    last = Date.now();
    warn(false);
  };
}

const lockForm = document.querySelector("form[data-lock]");
if (lockForm) watch(lockForm);
