// Small comforts. Every page reads, calculates and submits without this file.

// A print button is only worth showing where a script can press it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Copies the address that the link named by data-copy leads to, and says in <id>-copied how that went.
for (const button of document.querySelectorAll("[data-copy]")) {
  const link = document.getElementById(button.dataset.copy);
  const said = document.getElementById(`${button.dataset.copy}-copied`);
  button.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = ""; // so that a second press is read out too
    said.textContent = (await copied(link)) ? "已复制" : "没能复制，请按住上面的链接自己复制";
  });
}

// The clipboard is only there on a secure page; before that, browsers copied what was selected.
async function copied(link) {
  try {
    await navigator.clipboard.writeText(link.href);
    return true;
  } catch {
    const box = document.createElement("textarea");
    box.value = link.href;
    box.readOnly = true; // no keyboard comes up
    link.after(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }
}

// Older browsers do not unfold <details> for paper. What is to stay folded even there says so.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not([open]):not(.stays-folded)")) {
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

// An account number falls into fours while it is typed at its end; in the middle the cursor is left in peace.
for (const box of document.querySelectorAll('[data-kind="account"]')) {
  box.addEventListener("input", () => {
    if (box.selectionStart !== box.value.length || /[^\d\s]/.test(box.value)) return;
    box.value = box.value.replace(/\s/g, "").replace(/(\d{4})(?=\d)/g, "$1 ");
  });
}

// Ticks every box of the form that is not ticked yet; said aloud, because nothing else moves.
for (const button of document.querySelectorAll("[data-tick-all]")) {
  const said = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...button.form.querySelectorAll('input[type="checkbox"]:not(:checked)')];
    for (const box of boxes) box.checked = true;
    said.textContent = boxes.length ? `勾上了 ${boxes.length} 人` : "都已经勾上了";
  });
}

// What is wrong is read out first.
document.querySelector(".error-summary")?.focus();
