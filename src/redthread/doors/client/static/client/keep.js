// What was typed: out of a form, onto the tablet, and back. See README.md.
const WEEK = 7 * 864e5;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
let opening = null;

export const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

export async function ask(url, options, ms) {
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

// Whoever opens a page clears away what anybody left a week ago.
export async function purge() {
  const rows = await transact("readonly", (all) => all.getAll());
  const old = rows.filter((row) => row.at < Date.now() - WEEK);
  for (const { id } of old) await transact("readwrite", (all) => all.delete(id));
}

// → the store of one person, or null where the browser has none.
export async function openStore(owner, secret) {
  if (!owner || !secret || !window.indexedDB || !window.crypto || !crypto.subtle) return null;
  const key = await crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
  // Bound to owner and id: a ciphertext cannot be passed off as another.
  const how = (iv, id) => ({ name: "AES-GCM", iv, additionalData: encoder.encode(owner + "|" + id) });

  return {
    async put(item) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt(how(iv, item.id), key, encoder.encode(JSON.stringify(item)));
      await transact("readwrite", (all) => all.put({ id: item.id, owner, at: Date.now(), iv, data }));
    },
    drop: ({ id }) => transact("readwrite", (all) => all.delete(id)),
    async load() { // oldest first
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

export const newId = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

export const CSRF = "csrfmiddlewaretoken";
const FIXED = /^(submit|button|reset|image|fieldset|hidden)$/;

const kept = (form) => Array.from(form.elements).filter((field) =>
  field.name && field.name !== CSRF && field.type !== "password" && !("keepNever" in field.dataset));

// At once: the page may be blank a moment later.
export function collect(form) {
  const names = kept(form).map((field) => field.name);
  return Array.from(new FormData(form)).filter(([name]) => names.includes(name));
}

export const fingerprint = (form) => JSON.stringify(collect(form)
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

export function pack(fields) {
  return Promise.all(fields
    .filter(([, value]) => !(value instanceof File) || value.size)
    .map(async ([name, value]) => value instanceof File
      ? [name, { name: value.name, type: value.type, data: await base64(value) }]
      : [name, value]));
}
export function unpack(value) {
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

export function fill(form, fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, (values.get(name) || []).concat([value]));
  for (const field of kept(form)) {
    if (FIXED.test(field.type)) continue;
    if (!set(field, values.get(field.name) || [])) continue;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
