// Toasts go after a while; never while one reads or is about to press Undo.

export function toasts() {
  const start = () => {
    for (const toast of document.querySelectorAll("[data-toast]:not([data-timed])")) {
      toast.dataset.timed = "";
      wait(toast);
    }
  };
  document.addEventListener("desk:shown", start);
  document.addEventListener("desk:toast", start);
}

function wait(toast) {
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) wait(toast);
    else toast.remove();
  }, 9000);
}
