// Made of keep.js, lock.js, offline.js and speak.js.
const WEEK = 7 * 864e5;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
let opening = null;
const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
async function ask(url, options, ms) {
const abort = new AbortController();
const timer = setTimeout(() => abort.abort(), ms);
try {
return await fetch(url, Object.assign({ signal: abort.signal, cache: "no-store" }, options));
} finally {
clearTimeout(timer);
}
}
function open() {
opening = opening || new Promise((done, fail) => {
const request = indexedDB.open("rt-keep", 1);
request.onupgradeneeded = () => {
request.result.createObjectStore("items", { keyPath: "id" }).createIndex("owner", "owner");
};
request.onsuccess = () => done(request.result);
request.onerror = () => fail(request.error);
});
return opening;
}
async function transact(mode, act) {
const db = await open();
return new Promise((done, fail) => {
const transaction = db.transaction("items", mode);
const request = act(transaction.objectStore("items"));
transaction.oncomplete = () => done(request && request.result);
transaction.onerror = transaction.onabort = () => fail(transaction.error);
});
}
async function purge() {
const rows = await transact("readonly", (all) => all.getAll());
const old = rows.filter((row) => row.at < Date.now() - WEEK);
for (const { id } of old) await transact("readwrite", (all) => all.delete(id));
}
async function openStore(owner, secret) {
if (!owner || !secret || !window.indexedDB || !window.crypto || !crypto.subtle) return null;
const key = await crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
const how = (iv, id) => ({ name: "AES-GCM", iv, additionalData: encoder.encode(owner + "|" + id) });
return {
async put(item) {
const iv = crypto.getRandomValues(new Uint8Array(12));
const data = await crypto.subtle.encrypt(how(iv, item.id), key, encoder.encode(JSON.stringify(item)));
await transact("readwrite", (all) => all.put({ id: item.id, owner, at: Date.now(), iv, data }));
},
drop: ({ id }) => transact("readwrite", (all) => all.delete(id)),
async load() {
const rows = await transact("readonly", (all) => all.index("owner").getAll(owner));
const items = [];
for (const row of rows.sort((a, b) => a.at - b.at)) {
try {
const text = await crypto.subtle.decrypt(how(row.iv, row.id), key, row.data);
items.push(JSON.parse(decoder.decode(text)));
} catch (e) { /* another key, or damaged: it goes when its week is over */ }
}
return items;
},
};
}
const newId = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
const CSRF = "csrfmiddlewaretoken";
const FIXED = /^(submit|button|reset|image|fieldset|hidden)$/;
const kept = (form) => Array.from(form.elements).filter((field) =>
field.name && field.name !== CSRF && field.type !== "password" && !("keepNever" in field.dataset));
function collect(form) {
const names = kept(form).map((field) => field.name);
return Array.from(new FormData(form)).filter(([name]) => names.includes(name));
}
const fingerprint = (form) => JSON.stringify(collect(form)
.filter(([name]) => name !== "request_id")
.map(([name, value]) => [name, value instanceof File ? [value.name, value.size] : value]));
function base64(file) {
return new Promise((done, fail) => {
const reader = new FileReader();
reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
reader.onerror = () => fail(reader.error);
reader.readAsDataURL(file);
});
}
function pack(fields) {
return Promise.all(fields
.filter(([, value]) => !(value instanceof File) || value.size)
.map(async ([name, value]) => value instanceof File
? [name, { name: value.name, type: value.type, data: await base64(value) }]
: [name, value]));
}
function unpack(value) {
if (typeof value === "string") return value;
return new File([bytes(value.data)], value.name, { type: value.type });
}
function set(field, values) {
if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
else if (field.type === "file") {
const files = new DataTransfer();
values.forEach((value) => files.items.add(unpack(value)));
field.files = files.files;
} else if (values.length) field.value = values.shift();
else return false;
return true;
}
function fill(form, fields) {
const values = new Map();
for (const [name, value] of fields) values.set(name, (values.get(name) || []).concat([value]));
for (const field of kept(form)) {
if (FIXED.test(field.type)) continue;
if (!set(field, values.get(field.name) || [])) continue;
field.dispatchEvent(new Event("input", { bubbles: true }));
field.dispatchEvent(new Event("change", { bubbles: true }));
}
}
{
const root = document.documentElement;
const body = document.body;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const again = () => location.replace(location.pathname + location.search);
addEventListener("pagehide", (e) => { if (e.persisted) root.hidden = true; });
addEventListener("pageshow", (e) => { if (e.persisted) again(); });
const home = body.dataset.home || "/my/";
const channel = "BroadcastChannel" in window ? new BroadcastChannel("rt-lock") : { postMessage() {} };
let left = false;
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
if (done) markLeaving("; max-age=0");
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
if (!warning.showModal) warning.toggleAttribute("open", on);
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
if (idle < 0) last = Date.now();
if (idle >= limit) leave(lockForm, false);
else if (idle >= warnAfter) {
warn(true);
if (seconds) seconds.textContent = Math.ceil((limit - idle) / 1000);
}
}
for (const kind of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) {
addEventListener(kind, (e) => {
tick();
if (!left && !(warning && warning.contains(e.target))) active();
}, { capture: true, passive: true });
}
if (warning) {
warning.addEventListener("close", active);
warning.addEventListener("click", (e) => {
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
}
{
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
let gone = false;
let offline = false;
let reminded = false;
let failures = 0;
let acted = false;
function setOffline(on) {
if (offline === on) return;
offline = on;
document.documentElement.classList.toggle("is-offline", on);
if (strip) strip.hidden = !on;
if (on) say({});
else if (reminded) tell(status.dataset.back);
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
failures += 1;
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
let items = [];
let writing = Promise.resolve();
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
const soon = new Map();
const busy = new Set();
const savedHere = new Set();
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
if (draft.unsure) idField(form).value = draft.requestId;
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
const outcomes = new Map();
async function send(item) {
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
} else {
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
const waiting = new Map();
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
if (busy.has(form)) return;
wait(form);
busy.add(form);
let item;
try {
item = await itemOf(form, "queued", submitter);
await keep(item);
} catch (e) {
items = items.filter((other) => other !== item);
if (await reachable()) return submitPlainly(form, submitter);
busy.delete(form);
return remind(status.dataset.unkept);
}
const count = await flush();
if (gone) return;
const [result, address] = outcomes.get(item.id) || [];
if (result === "sent") return location.assign(address);
if (result === "refused") return submitPlainly(form, submitter);
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
else if (offline) remind(mine && status.dataset[store ? "wait" : "unkept"]);
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
}
{
const button = document.querySelector("[data-read-aloud]");
const failed = document.querySelector("[data-read-aloud-failed]");
const BLOCKS = "h1,h2,h3,h4,p,li,dt,dd,label,legend,th,td,figcaption";
const SILENCE = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAAAAA==";
const LONGEST = 900;
const sound = new Audio();
let reading = null;
let locked = false;
function blocks() {
const chosen = document.querySelectorAll("[data-speak]");
const all = Array.from(chosen.length ? chosen : document.querySelectorAll("main :is(" + BLOCKS + ")"));
const visible = all.filter((x) => x.getClientRects().length && !x.closest("[aria-hidden=true]"));
return visible.filter((x) => !visible.some((outer) => outer !== x && outer.contains(x)));
}
function pieces(block) {
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
if (answer.status === 422) return null;
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
if (job) job.catch(() => {});
return job;
};
show(true);
if (failed) failed.hidden = true;
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
}
