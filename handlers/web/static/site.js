// Comfort only: every page works without this file.
(() => {
  const field = document.querySelector("[data-search]");
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (event.key === "/" && field && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });

  const button = document.querySelector("[data-copy]");
  const link = document.querySelector("[data-share]");
  if (button && link) {
    const label = button.textContent;
    const phone = matchMedia("(pointer: coarse)").matches;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        if (phone && navigator.share) {
          await navigator.share({ title: link.dataset.title, url: link.value });
          return;
        }
        await navigator.clipboard.writeText(link.value);
        button.textContent = button.dataset.done;
        setTimeout(() => { button.textContent = label; }, 2000);
      } catch {
        link.select();
      }
    });
  }

  const marks = new Map([...document.querySelectorAll(".toc a")].map((a) => [a.hash.slice(1), a]));
  if (marks.size && "IntersectionObserver" in window) {
    const seen = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) {
          for (const [id, a] of marks) {
            if (id === target.id) a.setAttribute("aria-current", "true");
            else a.removeAttribute("aria-current");
          }
        }
      }
    }, { rootMargin: "-20% 0px -70% 0px" });
    for (const id of marks.keys()) seen.observe(document.getElementById(id));
  }
})();
