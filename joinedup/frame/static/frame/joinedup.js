// Small comforts, found by data attributes. Every page works without them.

// After a refused form, start reading at the list of what is wrong.
document.querySelector("[data-focus]")?.focus();

// A print button is of use only where scripts run, so it is hidden until now.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// What only works with scripts is hidden until they run; meanwhile the page says so in words.
for (const part of document.querySelectorAll("[data-needs-scripts], [data-without-scripts]")) {
  part.hidden = "withoutScripts" in part.dataset;
}

// A passkey that was not used, or that the device refused, is told in words; the console stays clean.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const told of document.querySelectorAll("[data-passkey-trouble]")) {
    told.hidden = false;
    told.focus();
  }
});
