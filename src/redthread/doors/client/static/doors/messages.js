// What a message can hold beside words: chosen photos with their sizes, a drawing, a voice note. The form works without.
const RATE = 16000;

// Samples of one rate to 16 kHz, each the mean of those it stands for, as a WAV file.
function wav(pieces, rate) {
  const all = new Float32Array(pieces.reduce((n, p) => n + p.length, 0));
  pieces.reduce((at, p) => (all.set(p, at), at + p.length), 0);
  const step = rate / RATE;
  const count = Math.floor(all.length / step);
  const view = new DataView(new ArrayBuffer(44 + count * 2));
  const word = (at, text) => Array.from(text).forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  word(0, "RIFF"); view.setUint32(4, 36 + count * 2, true); word(8, "WAVEfmt ");
  view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true); view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true); view.setUint16(34, 16, true); word(36, "data"); view.setUint32(40, count * 2, true);
  for (let i = 0; i < count; i += 1) {
    const from = Math.floor(i * step), until = Math.max(from + 1, Math.floor((i + 1) * step));
    let sum = 0;
    for (let k = from; k < until; k += 1) sum += all[k];
    view.setInt16(44 + i * 2, Math.max(-1, Math.min(1, sum / (until - from))) * 32767, true);
  }
  return new Blob([view], { type: "audio/wav" });
}
function put(field, blob, name) {
  const files = new DataTransfer();
  if (blob) files.items.add(new File([blob], name, { type: blob.type }));
  field.files = files.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
const megabytes = (n) => `${(n / 1e6).toFixed(1)} MB`;

function photos(form, box) {
  const field = form.elements.photo, chosen = form.querySelector("[data-chosen]");
  const most = Number(box.dataset.bytes);
  const show = () => {
    chosen.textContent = "";
    for (const file of field.files) {
      const line = document.createElement("span");
      const over = file.size > most;
      const words = over ? box.dataset.large.replace("{n}", megabytes(most))
        : box.dataset.size.replace("{n}", megabytes(file.size)).replace("{most}", megabytes(most));
      line.textContent = `${file.name} (${words}) `;
      line.classList.toggle("over", over);
      chosen.append(line);
    }
  };
  field.addEventListener("change", show);
  show();
}

function drawing(form, box) {
  const button = box.querySelector("[data-draw]"), board = form.querySelector("[data-board]");
  const canvas = board.querySelector("canvas"), pen = canvas.getContext("2d"), field = form.elements.drawing;
  let at = null, down = false, key = { x: 400, y: 250 };
  function clear() {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 6; pen.lineCap = pen.lineJoin = "round"; pen.strokeStyle = "#1a1613";
    put(field, null);
  }
  const keep = () => canvas.toBlob((blob) => put(field, blob, "drawing.png"), "image/png");
  const where = (e) => {
    const r = canvas.getBoundingClientRect();
    return { x: (e.clientX - r.left) * canvas.width / r.width, y: (e.clientY - r.top) * canvas.height / r.height };
  };
  function line(to) {
    pen.beginPath(); pen.moveTo((at || to).x, (at || to).y); pen.lineTo(to.x + .1, to.y); pen.stroke();
    at = to;
  }
  function open(on) {
    board.hidden = !on;
    button.setAttribute("aria-expanded", on);
    if (on) { clear(); canvas.focus(); } else put(field, null);
  }
  button.addEventListener("click", () => open(board.hidden));
  board.querySelector("[data-clear]").addEventListener("click", () => { clear(); canvas.focus(); });
  board.querySelector("[data-leave]").addEventListener("click", () => { open(false); button.focus(); });
  canvas.addEventListener("pointerdown", (e) => { canvas.setPointerCapture(e.pointerId); at = null; line(where(e)); });
  canvas.addEventListener("pointermove", (e) => { if (e.buttons && at) line(where(e)); });
  canvas.addEventListener("pointerup", () => { at = null; keep(); });
  canvas.addEventListener("keydown", (e) => {
    const step = { ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] }[e.key];
    if (!step && e.key !== " ") return;
    e.preventDefault();
    if (e.key === " ") {
      down = !down;
      form.querySelector("[data-chosen]").textContent = down ? box.dataset.penDown : box.dataset.penUp;
      at = down ? key : null;
      if (!down) keep();
      return;
    }
    key = { x: Math.min(800, Math.max(0, key.x + step[0])), y: Math.min(500, Math.max(0, key.y + step[1])) };
    if (down) { line(key); keep(); }
  });
}

function voice(form, box) {
  const button = box.querySelector("[data-record]"), label = button.querySelector("span");
  const heard = form.querySelector("[data-heard]"), told = form.querySelector("[data-chosen]");
  const record = label.textContent, most = Number(box.dataset.seconds);
  let on = null;
  async function begin() {
    let stream, context;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      context = new AudioContext();
      await context.audioWorklet.addModule(box.dataset.worklet);
    } catch (e) {
      if (stream) stream.getTracks().forEach((t) => t.stop());
      told.textContent = box.dataset.noMicrophone;
      return;
    }
    const pieces = [], node = new AudioWorkletNode(context, "recorder", { numberOfOutputs: 0 });
    node.port.onmessage = (e) => pieces.push(e.data);
    context.createMediaStreamSource(stream).connect(node);
    const began = Date.now();
    const tick = () => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      label.textContent = `${button.dataset.stop} ${seconds} / ${most}`;
      if (seconds >= most) end();
    };
    on = { stream, context, pieces, timer: setInterval(tick, 500) };
    button.setAttribute("aria-pressed", "true");
    button.classList.add("recording");
    tick();
  }
  function end() {
    if (!on) return;
    const { stream, context, pieces, timer } = on;
    on = null;
    clearInterval(timer);
    stream.getTracks().forEach((t) => t.stop());
    const blob = wav(pieces, context.sampleRate);
    context.close();
    button.setAttribute("aria-pressed", "false");
    button.classList.remove("recording");
    label.textContent = record;
    put(form.elements.voice, blob, "voice.wav");
    heard.hidden = false;
    heard.querySelector("audio").src = URL.createObjectURL(blob);
  }
  button.addEventListener("click", () => (on ? end() : begin()));
  heard.querySelector("[data-forget]").addEventListener("click", () => {
    put(form.elements.voice, null);
    heard.hidden = true;
    button.focus();
  });
  document.addEventListener("rt:lock", end);
}

for (const form of document.querySelectorAll("form[data-write]")) {
  const box = form.querySelector(".attach");
  if (box) for (const part of [photos, drawing, voice]) part(form, box);
}
