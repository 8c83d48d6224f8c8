// What was typed is never lost: kept on the tablet, sent when it can be. See README.md.
import { CSRF, ask, collect, fill, fingerprint, newId, openStore, pack, purge, unpack } from "./keep.js";

const { alive: ALIVE = "/my/alive", signIn: SIGN_IN = "/my/sign-in" } = document.body.dataset;
const one = (selector, where = document) => where.querySelector(selector);
const strip = one("[data-offline]");
const status = one("[data-keep-status]") || document.createElement("p");

function once(name) {
  const meta = one('meta[name="' + name + '"]');
  if (!meta) return "";
  meta.remove();
  return meta.content;
}
const owner = once("rt-keep-id");
const secret = once("rt-keep");
let store = null;
let gone = false; // locked or signed out: nothing more is read or sent

let offline = false;
let reminded = false;
let failures = 0;
let acted = false; // since the last heartbeat

function setOffline(on) {
  if (offline === on) return;
  offline = on;
  document.documentElement.classList.toggle("is-offline", on);
  if (strip) strip.hidden = !on;
  if (on) say({});
  else if (reminded) tell(status.dataset.back); // whoever tried to go on is told that it works now
  reminded = false;
}
function remind(words) {
  setOffline(true);
  reminded = true;
  if (words) tell(words);
  if (!strip) return;
  strip.setAttribute("role", "alert");
  strip.scrollIntoView({ block: "nearest" });
}
const expire = () => document.dispatchEvent(new CustomEvent("rt:expired"));

async function alive() {
  let answer;
  try {
    answer = await ask(ALIVE + (acted ? "?active=1" : ""), {}, 5000);
    if (answer.status >= 500) throw answer;
  } catch (e) {
    failures += 1; // one may be chance
    if (failures > 1 || navigator.onLine === false) setOffline(true);
    return false;
  }
  acted = false;
  failures = 0;
  setOffline(false);
  const who = answer.headers.get("X-RT-Keep-Id");
  if (!owner || (answer.status !== 401 && (!who || who === owner))) return true;
  expire();
  return false;
}
const reachable = async () => await alive() || alive();

// -- items: {id, kind: draft | queued, key, requestId, page, title, action, multipart, fields}
let items = [];
let writing = Promise.resolve(); // in turn: a late save must not undo a delete
const of = (kind) => items.filter((item) => item.kind === kind);

function forget(item) {
  items = items.filter((other) => other.id !== item.id);
  const act = () => store.drop(item);
  return (writing = writing.then(act, act));
}
function keep(item) {
  items = items.filter((other) => other.id !== item.id).concat(item);
  const act = () => store.put(item);
  return (writing = writing.then(act, act));
}

const forms = Array.from(document.querySelectorAll("form[data-keep]"));
const idField = (form) => form.elements.request_id || { value: "" };
const untouched = new Map(forms.map((form) => [form, fingerprint(form)]));
const ownId = new Map(forms.map((form) => [form, idField(form).value]));
const soon = new Map(); // form → timer of its next save
const busy = new Set();
const savedHere = new Set(); // ids of drafts
const draftOf = (form) => of("draft").filter((item) => item.key === form.dataset.keep).pop();

async function itemOf(form, kind, submitter) {
  const fields = collect(form);
  const draft = draftOf(form);
  if (submitter && submitter.name) fields.push([submitter.name, submitter.value]);
  return {
    id: draft ? draft.id : newId(),
    kind,
    key: form.dataset.keep,
    requestId: idField(form).value,
    page: location.pathname + location.search,
    title: form.dataset.keepTitle || document.title,
    action: form.action,
    unsure: Boolean(draft && draft.unsure),
    multipart: form.enctype === "multipart/form-data",
    fields: await pack(fields),
  };
}
function wait(form) {
  clearTimeout(soon.get(form));
  soon.delete(form);
}
async function save(form) {
  wait(form);
  if (!store || busy.has(form)) return;
  const draft = draftOf(form);
  if (fingerprint(form) !== untouched.get(form)) {
    const item = await itemOf(form, "draft");
    savedHere.add(item.id);
    await keep(item);
  } else if (draft && savedHere.has(draft.id)) await forget(draft);
}
const saveAll = () => Array.from(soon.keys()).forEach((form) => save(form).catch(() => {}));

function typing(e) {
  const form = e.target.form;
  if (!store || gone || !forms.includes(form)) return;
  wait(form);
  soon.set(form, setTimeout(() => save(form).catch(() => {}), 400));
}
function notice(form, shown) {
  const box = one("[data-restored]", form);
  if (box) box.hidden = !shown;
}
function restore(form) {
  const draft = draftOf(form);
  if (!draft) return;
  fill(form, draft.fields);
  if (draft.unsure) idField(form).value = draft.requestId; // it may have arrived after all
  notice(form, fingerprint(form) !== untouched.get(form));
}
function discard(form) {
  const draft = draftOf(form);
  form.reset();
  idField(form).value = ownId.get(form);
  wait(form);
  notice(form, false);
  if (draft) forget(draft);
}
function link(item) {
  const a = document.createElement("a");
  a.href = item.page;
  a.textContent = item.title;
  return a;
}
function listDrafts() {
  const list = one("[data-keep-drafts]");
  if (!list || !of("draft").length) return;
  for (const draft of new Map(of("draft").map((item) => [item.page, item])).values()) {
    const row = document.createElement("li");
    row.append(link(draft));
    one("ul", list).append(row);
  }
  list.hidden = false;
}

const outcomes = new Map(); // id → ["sent", address] or ["refused"], of this page

async function send(item) { // → ["sent", address], ["refused"], ["signed-out"] or ["later"]
  const body = item.multipart ? new FormData() : new URLSearchParams();
  for (const [name, value] of item.fields) body.append(name, unpack(value));
  const token = one('[name="' + CSRF + '"]');
  if (token) body.append(CSRF, token.value);
  try {
    const options = { method: "POST", body, headers: { "X-RT-Keep-Id": owner } };
    const answer = await ask(item.action, options, item.multipart ? 90000 : 20000);
    const signIn = new URL(answer.url).pathname.startsWith(SIGN_IN);
    if (answer.status === 401 || signIn) return ["signed-out"];
    if (answer.redirected && answer.ok) return ["sent", answer.url];
    if (answer.status < 500) return ["refused"];
    // A fault of the service; after the third a person must look, and what waits behind goes on.
    item.faults = (item.faults || 0) + 1;
  } catch (e) { /* no network */ }
  failures += 1;
  return [item.faults > 2 ? "refused" : "later"];
}

async function sendAll() {
  const count = { sent: 0, refused: 0 };
  for (const item of of("queued")) {
    if (gone || !store) break;
    const outcome = await send(item);
    const [result] = outcome;
    if (gone) break;
    if (result === "signed-out") expire();
    if (!(result in count)) break;
    count[result] += 1;
    outcomes.set(item.id, outcome);
    if (result === "refused") {
      await keep(Object.assign(item, { kind: "draft", unsure: item.faults > 0, faults: 0 }));
    } else { // with what was typed on earlier pages of the same form
      const same = of("draft").filter(({ requestId }) => requestId && requestId === item.requestId);
      await Promise.all(same.concat(item).map(forget));
    }
  }
  return count;
}
let flushing = Promise.resolve();
const flush = () => (flushing = flushing.then(sendAll).catch(() => ({})));

function tell(...what) {
  status.textContent = "";
  status.append(...what);
  status.hidden = false;
}
function say(count) {
  if (gone) return;
  const numbers = [["sent", count.sent], ["refused", count.refused], ["kept", of("queued").length]];
  const told = numbers.filter(([, n]) => n).map(([name, n]) => `${status.dataset[name]}`.replace("{n}", n));
  if (told.length) tell(told.join(" ") + " ", count.refused ? link(of("draft").pop()) : "");
}

const waiting = new Map(); // form → id of its item, handed in here while the network was gone
async function catchUp() {
  say(await flush());
  for (const [form, id] of waiting) {
    const [result, address] = outcomes.get(id) || [];
    if (!result) continue;
    waiting.delete(form);
    if (result === "refused") {
      busy.delete(form);
      form.hidden = false;
    } else if (!soon.size && !waiting.size) location.assign(address);
  }
}

function submitPlainly(form, submitter) {
  const field = document.createElement("input");
  field.type = "hidden";
  if (submitter) [field.name, field.value] = [submitter.name, submitter.value];
  form.append(field);
  HTMLFormElement.prototype.submit.call(form);
}

async function handIn(form, submitter) {
  if (busy.has(form)) return; // a second click
  wait(form);
  busy.add(form);
  let item;
  try {
    item = await itemOf(form, "queued", submitter);
    await keep(item);
  } catch (e) { // a full disk: the page alone holds it now
    items = items.filter((other) => other !== item);
    if (await reachable()) return submitPlainly(form, submitter);
    busy.delete(form);
    return remind(status.dataset.unkept);
  }
  const count = await flush();
  if (gone) return;
  const [result, address] = outcomes.get(item.id) || [];
  if (result === "sent") return location.assign(address);
  if (result === "refused") return submitPlainly(form, submitter); // its page says why
  waiting.set(form, item.id);
  form.hidden = true;
  say(count);
  status.tabIndex = -1;
  status.focus();
  clearTimeout(beat);
  await alive();
  beat = setTimeout(heartbeat, 3000);
}

async function takeStep(form, submitter) {
  if (busy.has(form)) return;
  await save(form).catch(() => {});
  if (!await reachable()) return remind(status.dataset.wait);
  busy.add(form);
  submitPlainly(form, submitter);
}

let beat = 0;
async function heartbeat() {
  clearTimeout(beat);
  if (gone) return;
  if (!document.hidden && await alive() && store && of("queued").length) await catchUp();
  clearTimeout(beat);
  beat = setTimeout(heartbeat, failures || of("queued").length ? 3000 : 20000);
}

document.addEventListener("submit", (e) => {
  const form = e.target;
  if (e.defaultPrevented || form.method !== "post" || form.matches("[data-lock],[data-sign-out]")) return;
  const focus = document.activeElement;
  const submitter = e.submitter || (focus.form === form && focus.type === "submit" ? focus : null);
  const mine = forms.includes(form);
  const step = submitter && submitter.hasAttribute("data-keep-step");
  if (store && mine && !step) handIn(form, submitter);
  else if (offline) remind(mine && status.dataset[store ? "wait" : "unkept"]); // leaving now would end in the browser's error page
  else if (store && mine) takeStep(form, submitter);
  else return;
  e.preventDefault();
});
document.addEventListener("click", (e) => {
  if (e.target.closest("[data-keep-discard]")) discard(e.target.closest("form"));
  const a = e.target.closest("a[href]");
  if (!offline || !a || e.defaultPrevented || a.getAttribute("href").startsWith("#")) return;
  e.preventDefault();
  reachable().then((yes) => yes ? location.assign(a.href) : remind());
});
for (const kind of ["pointerdown", "keydown", "input"]) {
  addEventListener(kind, () => { acted = true; }, { capture: true, passive: true });
}
addEventListener("input", typing);
addEventListener("change", typing);
addEventListener("pagehide", saveAll);
addEventListener("online", heartbeat);
addEventListener("offline", () => {
  failures += 1;
  setOffline(true);
  heartbeat();
});
document.addEventListener("visibilitychange", () => document.hidden ? saveAll() : heartbeat());
document.addEventListener("rt:lock", (e) => {
  gone = true;
  clearTimeout(beat);
  if (!store) return;
  const close = () => {
    store = null;
    items = [];
  };
  const jobs = e.detail.signingOut ? of("draft").map(forget) : forms.map(save);
  e.detail.waitUntil(Promise.all(jobs).then(close, close));
});

async function begin() {
  try {
    await purge();
    const opened = await openStore(owner, secret);
    items = opened ? await opened.load() : [];
    if (!gone) store = opened;
  } catch (e) { /* no storage in this browser: the page works, and nothing is kept */ }
  if (store) {
    forms.forEach(restore);
    listDrafts();
  }
  document.documentElement.dataset.keep = store ? "ready" : "off";
  heartbeat();
}
begin();
