// A desk's keys: whatever carries data-key is followed where it is a link, opened where it opens a form, and focused
// where it writes something, so that no single key writes. A modifier, or a field that is being typed into, is left alone.

const TYPED = "input:not([type=radio], [type=checkbox]), select, textarea";

addEventListener("keydown", (event) => {
  if (event.key === "Escape") return close(event);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return event.target.form?.requestSubmit();
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPED)) return;
  const key = event.key.toLowerCase();
  const meant = document.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? (key === "j" && document.querySelector(".desk-row"));
  if (!meant) return;
  event.preventDefault();
  if (meant.dataset.opens) return open(document.getElementById(meant.dataset.opens));
  if (meant.tagName === "SUMMARY") return open(meant.parentElement);
  if (meant.tagName === "A") return meant.click();
  meant.focus();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (!opener) return;
  event.preventDefault();
  open(document.getElementById(opener.dataset.opens));
});

// A picture is asked for when somebody wants to see it, because each asking is written down; then it stands in the page.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-shows]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const picture = new Image();
  picture.className = "desk-proof";
  picture.alt = link.dataset.shows;
  picture.src = link.href;
  link.replaceWith(picture);
});

function open(folded) {
  folded.open = true;
  folded.scrollIntoView({ block: "nearest" });
  const first = folded.querySelector("input:checked, [aria-invalid=true], [required]:not([type=hidden])");
  (first ?? folded.querySelector("[type=submit]"))?.focus(); // where nothing must be written, Enter does it
}

// Escape folds the action's form, and the key's place has the focus again.
function close(event) {
  const folded = event.target.closest?.(".desk-act[open]") ?? document.querySelector(".desk-act[open]");
  if (!folded) return;
  folded.open = false;
  folded.querySelector("summary").focus();
}

// Ticked cases: how many, how much, and no page between that asks whether one is sure.
for (const form of document.querySelectorAll("[data-bulk]")) {
  const all = form.querySelector("[data-bulk-all]");
  const boxes = [...form.querySelectorAll("[name=case]")];
  const said = form.querySelector("[data-bulk-said]");
  const plain = said.textContent;
  const tell = () => {
    const chosen = boxes.filter((box) => box.checked);
    const fen = chosen.reduce((sum, box) => sum + Number(box.dataset.amount), 0);
    const yuan = (fen / 100).toLocaleString("zh-CN", { minimumFractionDigits: 2 });
    said.textContent = chosen.length ? `已选 ${chosen.length} 份，合计 ¥${yuan}` : plain;
    form.querySelector("[data-bulk-sure]").value = chosen.length ? "1" : "";
    all.checked = chosen.length > 0 && chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && !all.checked;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  form.addEventListener("change", (event) => event.target.name === "case" && tell());
  tell();
}

// A form that came back with something wrong, or one that is opened by a press: its first field has the focus.
for (const folded of document.querySelectorAll(".desk-act")) {
  folded.addEventListener("toggle", () => folded.open && !folded.contains(document.activeElement.closest("form")) && open(folded));
}
