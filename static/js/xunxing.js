// Small comforts. Every page reads, calculates and submits without this file.

// A print button is only worth showing where a script can press it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Older browsers do not unfold <details> for paper.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not([open])")) {
    folded.open = true;
    folded.dataset.unfolded = "";
  }
});
addEventListener("afterprint", () => {
  for (const unfolded of document.querySelectorAll("details[data-unfolded]")) {
    unfolded.open = false;
    delete unfolded.dataset.unfolded;
  }
});

// What is wrong is read out first.
document.querySelector(".error-summary")?.focus();
