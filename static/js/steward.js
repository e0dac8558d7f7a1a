// Django's own autocomplete field gives its parts no name; the label that stands beside it is one.
addEventListener("load", () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${select.id}"]`)?.textContent.replace(/[:：]\s*$/, "");
    const box = select.nextElementSibling;
    for (const part of box?.querySelectorAll('[role="combobox"], [role="textbox"]') ?? []) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", label);
    }
  }
});
