// The sum of an order, counted along while one chooses. Without it a button asks the server.
const till = document.querySelector("[data-till]");
const fields = Array.from(document.querySelectorAll("[data-price]"));
const limit = Number(till.dataset.till);
const written = (digits) => new Intl.NumberFormat(document.documentElement.lang + "-u-nu-latn",
  { minimumFractionDigits: digits, maximumFractionDigits: digits });
const [whole, exact] = [written(0), written(2)];

// The server wrote nothing as money; its zero gives way to the amount.
function money(cents) {
  const amount = Math.abs(cents);
  const number = (amount % 100 ? exact : whole).format(amount / 100);
  return till.dataset.zero.replace("0", () => (cents < 0 ? "−" : "") + number);
}
function count() {
  const of = ({ value, dataset }) => Math.min(Math.max(parseInt(value, 10) || 0, 0), 999) * dataset.price;
  const sum = fields.reduce((all, field) => all + of(field), 0);
  till.querySelector("[data-till-sum]").textContent = money(sum);
  till.querySelector("[data-till-left]").textContent = money(limit - sum);
  till.classList.toggle("over", sum > limit);
  till.querySelector("strong").hidden = sum <= limit;
}
if (till) {
  addEventListener("input", count);
  addEventListener("pageshow", count); // the browser may have put back what was typed
  count();
}
