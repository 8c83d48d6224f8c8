// Reads a deadline out while it is typed. Without it the button beside the field does the same.
const clock = document.querySelector("[data-reading]");
if (clock) {
  const form = clock.closest("form");
  const part = (name) => clock.querySelector(`[data-${name}]`);
  let timer = 0;
  let asked = 0;
  const put = (name, text) => {
    part(name).textContent = text;
    part(name).hidden = !text;
  };
  const show = (said) => {
    put("words", said.words);
    put("problem", said.problem);
    put("due", said.due);
    put("warning", said.warning);
    const place = part("place");
    const code = document.createElement("code");
    const mark = document.createElement("mark");
    mark.textContent = said.after || "␣";
    code.append(said.before, mark);
    place.replaceChildren(code);
    place.hidden = !said.problem;
  };
  const ask = async () => {
    const mine = ++asked;
    const address = new URL(clock.dataset.reading, location.href);
    address.searchParams.set("deadline", form.elements.deadline.value);
    address.searchParams.set("starts", form.elements.starts.value);
    try {
      const answer = await fetch(address, { headers: { accept: "application/json" } });
      // Only the last question counts, whichever answer comes first.
      if (answer.ok && mine === asked) show(await answer.json());
    } catch {
      // No network: the button still works when it is back.
    }
  };
  clock.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  });
}
