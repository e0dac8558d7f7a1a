// A desk's keys: whatever carries data-key is followed where it is a link, and focused where it writes something, so
// that no single key writes. A modifier, or a field that is being typed into, is left alone.

const TYPED = "input:not([type=radio], [type=checkbox]), select, textarea";

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPED)) return;
  const key = event.key.toLowerCase();
  const meant = document.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? (key === "j" && document.querySelector(".desk-row"));
  if (!meant) return;
  event.preventDefault();
  if (meant.dataset.opens) return open(meant.dataset.opens);
  if (meant.tagName === "A") return meant.click();
  meant.focus();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (!opener) return;
  event.preventDefault();
  open(opener.dataset.opens);
});

function open(id) {
  const folded = document.getElementById(id);
  folded.open = true;
  folded.scrollIntoView({ block: "nearest" });
  folded.querySelector("input:not([type=hidden]), textarea")?.focus();
}
