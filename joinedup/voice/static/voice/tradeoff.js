// What a choice comes to, shown at once. Without scripts the button “See what this means” shows the same.
const form = document.querySelector("[data-trade-off]");

function pounds(pence) {
  const whole = new Intl.NumberFormat("en-GB").format(Math.floor(pence / 100));
  const rest = pence % 100;
  return rest ? `£${whole}.${String(rest).padStart(2, "0")}` : `£${whole}`;
}

function show() {
  const said = form.querySelector("[data-aim]");
  const { aim, total, enough, missed, nothing } = said.dataset;
  const chosen = [...form.querySelectorAll("[data-pence]")].filter((box) => box.checked);
  const sum = chosen.reduce((before, box) => before + Number(box.dataset.pence), 0);
  const missing = aim === "save" ? Number(total) - sum : sum - Number(total);
  const sentence = chosen.length === 0 ? nothing : missing > 0 ? missed : enough;
  said.textContent = sentence.replace("{sum}", pounds(sum)).replace("{by}", pounds(Math.abs(missing)));
  const places = new Set(chosen.map((box) => box.value));
  for (const line of form.querySelectorAll("[data-of]")) line.hidden = !places.has(line.dataset.of);
  for (const part of form.querySelectorAll("[data-lines]")) part.hidden = !part.querySelector("[data-of]:not([hidden])");
}

if (form) {
  form.addEventListener("change", show);
  show();
}
