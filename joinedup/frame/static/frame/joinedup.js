// Small comforts, found by data attributes. Every page works without them.

// After a refused form, start reading at the list of what is wrong.
document.querySelector("[data-focus]")?.focus();

// A print button is of use only where scripts run, so it is hidden until now.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
