// What Django's own pages leave nameless: empty column heads, and the parts of an autocomplete field, whose label stands
// beside it. The field is drawn by a script of theirs, before or after this one and again when it is used.
const name = () => {
  for (const head of document.querySelectorAll("th:empty")) head.replaceWith(document.createElement("td")); // heads nothing
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${select.id}"]`)?.textContent.replace(/[:：]\s*$/, "");
    const box = select.nextElementSibling;
    for (const part of box?.querySelectorAll('[role="combobox"], [role="textbox"]') ?? []) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", label);
    }
  }
};
name();
new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
